import { madeBy } from "./families.ts";
import type { FormatVectors } from "./vector.ts";

export const wordpressVectors: FormatVectors = {
  hash: "wordpress",
  right: [
    ...madeBy("wordpress"),
    // WordPress 6.8.
    { password: "correct horse battery", encoded: "$wp$2y$10$0ZZI0dW.FFmzcjpy0x1jmOFwAebH7gj05C/stXUWOW5Vy/KoM.yhm" },
  ],
  alternate: [
    { password: "correct horse battery", encoded: "$2y$10$kgv.RL2wq80mMIw1n4O8AeWKfdR24EXXACiu3VQ2YXdIsRwTGegZi" },
    { password: "correct horse battery", encoded: "$P$B6hCPmmt6XKMZ3Sv2/GhTtJ8UozGQN0" },
    { password: "correct horse battery", encoded: "$H$9xtgSq6pQx.iA8mIK0QfEsSePgDqHa0" },
  ],
  malformed: [
    { encoded: "$wp$2b$10$kDk/85TMLz/c5T9j8UJv9up7lfUF99Uv8DLgI3V8XCLC/lCRL8al", parameter: "password" },
    { encoded: "$wp$wp$2y$10$0ZZI0dW.FFmzcjpy0x1jmOFwAebH7gj05C/stXUWOW5Vy/KoM.yhm", parameter: "password" },
    { encoded: "$wpxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", parameter: "password" },
    { encoded: "$wp$2y$14$0ZZI0dW.FFmzcjpy0x1jmOFwAebH7gj05C/stXUWOW5Vy/KoM.yhm", parameter: "password" },
    { encoded: "$wp$2y$03$0ZZI0dW.FFmzcjpy0x1jmOFwAebH7gj05C/stXUWOW5Vy/KoM.yhm", parameter: "password" },
    { encoded: "$wp$2y$10$0ZZI0dW.FFmzcjpy0x1jmOFwAebH7gj05C/stXUWOW5Vy/KoM.yhm\n", parameter: "password" },
    { encoded: "$P$H6hCPmmt6XKMZ3Sv2/GhTtJ8UozGQN0", parameter: "password" },
    { encoded: "88E4DDD2402D92D50E1879D6ECD9FFD4", parameter: "password" },
  ],
  unrecognised: ["appwrite", "$wp$", "{SSHA}"],
};
