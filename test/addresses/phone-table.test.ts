/** The user whom a proof of a phone signs in, and its effects on the account that holds the phone. */
import { testTable } from "./table.ts";

testTable("phone");
