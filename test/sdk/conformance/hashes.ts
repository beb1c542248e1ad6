/** One hash of each format, and the other parameters of its import. */

/** The hashes of docs/spec/passwords.md#test-vectors: the password of each is `appwrite`. */
export const hashes = {
  argon2: "$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI",
  bcrypt: "$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq",
  md5: "144fa7eaa4904e8ee120651997f70dcc",
  phpass: "$P$Br387rwferoKN7uwHZqNMu98q3U8RO.",
  scrypt:
    "3fdef49701bc4cfaacd551fe017283513284b4731e6945c263246ef948d3cf63b5d269c31fd697246085111a428245e24a4ddc6b64c687bc60a8910dbafc1d5b",
  scryptModified: "UlM7JiXRcQhzAGlaonpSqNSLIz475WMddOgLjej5De9vxTy48K6WtqlEzrRFeK4t0COfMhWCb8wuMHgxOFCHFQ==",
  sha512:
    "4243da0a694e8a2f727c8060fe0507c8fa01ca68146c76d2c190805b638c20c6bf6ba04e21f11ae138785d0bff63c416e6f87badbffad37f6dee50094cc38c70",
  sha3: "a721f80a3f2d1c08137a2ffaad4ac23298f01916e3314111adcba471b21354145e4c6fc1cc6d1974608e2e5a96a20df4fba9ac0d52660f3fdc6e2124d5958913",
} as const;

/** The parameters of the scrypt hash, except its length. */
export const scrypt = { passwordSalt: "appwrite", passwordCpu: 16_384, passwordMemory: 13, passwordParallel: 2 };
/** The parameters of the Firebase scrypt hash. */
export const firebase = {
  passwordSalt: "UxLMreBr6tYyjQ==",
  passwordSaltSeparator: "Bw==",
  passwordSignerKey: "XyEKE9RcTDeLEsL/RjwPDBv/RqDl8fb3gpYEOQaPihbxf1ZAtSOHCjuAAa7Q3oHpCYhXSN9tizHgVOwn6krflQ==",
};
