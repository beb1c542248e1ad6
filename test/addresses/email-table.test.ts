/** The user who is signed in by a proof of an email, and the effects on the account that holds it. */
import { testTable } from "./table.ts";

testTable("email");
