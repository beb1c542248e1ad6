import { madeBy } from "./families.ts";
import type { FormatVectors } from "./vector.ts";

export const scryptTextVectors: FormatVectors = {
  hash: "scryptText",
  right: [
    ...madeBy("scryptText"),
    // passlib.
    {
      password: "correct horse battery",
      encoded: "$scrypt$ln=14,r=8,p=1$jbE2JqSUUgqB8L53bm1NKQ$vrUMknTi2252rpIIVqQBFLqzjRaN4ATs7imdHHo/wGM",
    },
    // Django 5.1.
    {
      password: "correct horse battery",
      encoded:
        "scrypt$16384$seasaltseasalt12345678$8$5$WeWyV+dQBBlDuoGi66mEQFNTrOZw+es324jf/zR/cfBn65xWwz/xOrS/0pTgW5JFML8+UY/42Rv673Vi5lXpzw==",
    },
    // Werkzeug.
    {
      password: "correct horse battery",
      encoded:
        "scrypt:32768:8:1$pcykm5yLJKyuaSgz$0fbb7a0e12f9cc6625d114d2f027b5493caca570467f338fee4e266f0f905e36a6a31d7a5fd8d6ea329439c0e6013c7fea8d41a30deedda928faa6ea0c745021",
    },
    // The example of Firebase's own scrypt repository, spelt as Supabase and as Clerk do.
    {
      password: "user1password",
      encoded:
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
    },
    {
      password: "user1password",
      encoded:
        "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==$42xEC+ixf3L2lw==$jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$Bw==$8$14",
    },
  ],
  alternate: [
    {
      password: "correct horse battery",
      encoded: "$scrypt$ln=14,r=8,p=1$jbE2JqSUUgqB8L53bm1NKQ$vrUMknTi2252rpIIVqQBFLqzjRaN4ATs7imdHHo/wGM=",
    },
    {
      password: "user1password",
      encoded:
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC-ixf3L2lw==$lSrfV15cpx95_sZS2W9c9Kp6i_LVgQNDNC_qzrCnh1SAyZvqmZqAjTdn3aoItz-VHjoZilo78198JAdRuid5lQ==",
    },
  ],
  malformed: [
    {
      encoded: "$scrypt$ln=0,r=8,p=1$jbE2JqSUUgqB8L53bm1NKQ$vrUMknTi2252rpIIVqQBFLqzjRaN4ATs7imdHHo/wGM",
      parameter: "password",
    },
    {
      encoded: "$scrypt$ln=17,r=8,p=1$jbE2JqSUUgqB8L53bm1NKQ$vrUMknTi2252rpIIVqQBFLqzjRaN4ATs7imdHHo/wGM",
      parameter: "password",
    },
    {
      encoded: "$scrypt$ln=14,r=0,p=1$jbE2JqSUUgqB8L53bm1NKQ$vrUMknTi2252rpIIVqQBFLqzjRaN4ATs7imdHHo/wGM",
      parameter: "password",
    },
    {
      encoded: "$scrypt$ln=14,r=8,p=99$jbE2JqSUUgqB8L53bm1NKQ$vrUMknTi2252rpIIVqQBFLqzjRaN4ATs7imdHHo/wGM",
      parameter: "password",
    },
    {
      encoded: "$scrypt$ln=14,r=8,p=1$jbE2JqSUUgqB8L53bm1NKQ$vrUMknTi2252rpIIVqQBFLqzjRaN4ATs7imdHHo/wGM*",
      parameter: "password",
    },
    {
      encoded:
        "scrypt$16383$seasaltseasalt12345678$8$5$WeWyV+dQBBlDuoGi66mEQFNTrOZw+es324jf/zR/cfBn65xWwz/xOrS/0pTgW5JFML8+UY/42Rv673Vi5lXpzw==",
      parameter: "password",
    },
    {
      encoded:
        "scrypt$99999999999$seasaltseasalt12345678$8$5$WeWyV+dQBBlDuoGi66mEQFNTrOZw+es324jf/zR/cfBn65xWwz/xOrS/0pTgW5JFML8+UY/42Rv673Vi5lXpzw==",
      parameter: "password",
    },
    {
      encoded:
        "scrypt:32768:8:1$pcykm5yLJKyuaSgz$0fbb7a0e12f9cc6625d114d2f027b5493caca570467f338fee4e266f0f905e36a6a31d7a5fd8d6ea329439c0e6013c7fea8d41a30deedda928faa6ea0c74502",
      parameter: "password",
    },
    {
      encoded:
        "$fbscrypt$v=2,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
      parameter: "password",
    },
    {
      encoded:
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5",
      parameter: "password",
    },
    {
      encoded:
        "$fbscrypt$v=1,n=99,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
      parameter: "password",
    },
    {
      encoded:
        "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==$42xEC+ixf3L2lw==$jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$Bw==$0$14",
      parameter: "password",
    },
    {
      encoded:
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,s=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
      parameter: "password",
    },
    { encoded: "scrypt$1024$salt$8$1$AAAA", parameter: "password" },
  ],
  unrecognised: ["appwrite", "$scrypt$", "scrypt:", "a$b$c$d$1"],
};
