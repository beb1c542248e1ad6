/** The user whom a proof of an email signs in, and its effects on the account that holds the email. */
import { testTable } from "./table.ts";

testTable("email");
