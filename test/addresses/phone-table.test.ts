/** The user who is signed in by a proof of a phone, and the effects on the account that holds it. */
import { testTable } from "./table.ts";

testTable("phone");
