/** Who is signed in to what by a proof of an email, and what becomes of the account that holds it. */
import { testTable } from "./table.ts";

testTable("email");
