import generated from "./generated.json" with { type: "json" };
import type { FormatVectors } from "./vector.ts";

export const bcryptVectors: FormatVectors = {
  hash: "bcrypt",
  right: [
    // docs/spec/passwords.md#test-vectors, all but those of cost 15: they take seconds, and bcrypt.test.ts tries them.
    { password: "secret", encoded: "$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy" },
    { password: "test123", encoded: "$2a$12$3f2ZaARQ1AmhtQWx2nmQpuXcWfTj1YV2/Hl54e8uKxIzJe3IfwLiu" },
    { password: "hello-world", encoded: "$2a$05$IjrtSz6SN7UJ6Sh3l.b5jODEvEG2LMJTPAHIaLWRvlWx7if3VMkFO" },
    ...generated.bcrypt,
  ],
  alternate: [
    // Another prefix, and a salt with one of its unused bits set.
    { password: "secret", encoded: "$2a$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy" },
    { password: "secret", encoded: "$2b$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy" },
    { password: "secret", encoded: "$2y$08$PDbMtV18J1KOBI9tIYabBvyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy" },
  ],
  malformed: [
    "$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLK",
    "$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKyy",
    "$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKz",
    "$2y$08$PDbMtV18J1KOBI9tIYabB+yUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
    "$2x$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
    "$2$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
    "$2Y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
    "$2y$8$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKyy",
    "$2y$03$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
    "$2y$00$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
    "2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
    "$wp$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
    "$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy\n",
    "$2y$08$PDbMtV18J1KOBI9tIYabBu",
  ].map((encoded) => ({ encoded, parameter: "password" })),
  unrecognised: [
    "appwrite",
    "$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2",
    "$1$etNnh7FA$OlM7eljE/B7F1J4XYNnk81",
  ],
};
