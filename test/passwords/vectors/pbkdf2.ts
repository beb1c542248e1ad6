import { madeBy } from "./families.ts";
import type { FormatVectors } from "./vector.ts";

export const pbkdf2Vectors: FormatVectors = {
  hash: "pbkdf2",
  right: [
    ...madeBy("pbkdf2"),
    // Django.
    {
      password: "correct horse battery",
      encoded: "pbkdf2_sha256$260000$010Mr86C54iWQWVxrXlUQ5$TYd1kI2WWEHh59EFlU9qHqKWJaZ9+XEgYmXyIF5YGgw=",
    },
    // Django.
    {
      password: "correct horse battery",
      encoded: "pbkdf2_sha1$260000$KnFlTflaTVJhuQwUEKMMxV$kj4jaZKeiCp6dtZadXBYgoo6Qr4=",
    },
    // Werkzeug.
    {
      password: "correct horse battery",
      encoded: "pbkdf2:sha256:260000$pbqxtr3sS7fL4qZE$247b4665177cd57a18db4c52cd395c21d98a67d460f2bef6f725d4d291153923",
    },
    // ASP.NET Identity 3.
    {
      password: "correct horse battery",
      encoded: "AQAAAAIAAYagAAAAEMLh6cuxEv7uXogSDG6zyESzDLs/9yX7CEdrjGHmryeFATiHURR88tkJ4VK1gvGCsA==",
    },
    // ASP.NET Identity 2.
    {
      password: "correct horse battery",
      encoded: "ABK5ua7wyXr/cZeqemh1aZfTPWAlhjYmHwAyomoK9IPw+cK0fNxN3As+wPmDTPWCNw==",
    },
    // Keycloak 24.
    {
      password: "correct horse battery",
      encoded: "KcwfB6pdGEseNxrvEbiRYJNx6YlsTPW9xFp5Lu7rCWRYqTknVUQsybYkWekDNbcI904OJf93XYRu8feKuEqrTw==",
      values: {
        passwordAlgorithm: "sha512",
        passwordIterations: 210000,
        passwordSalt: "EvRUuTN1lcJhtg1zCIFoUg==",
        passwordSaltEncoding: "base64",
      },
    },
  ],
  alternate: [
    { password: "correct horse battery", encoded: "pbkdf2_sha1$1000$seasalt$2cf4db627f7ff402e3cedc740edab957e0cb60b8" },
    {
      password: "correct horse battery",
      encoded: "pbkdf2_sha256$1000$/wBzYWx0$yXwbYpYUIXZc8+ddLt8zemoBSSxDA3X8V04NM+wuyS0=",
      values: { passwordSaltEncoding: "base64" },
    },
    {
      password: "correct horse battery",
      encoded:
        "{pbkdf2-sha512}10000$CmFM6b13bq219h4jxHivlQ$ZtWh/0oPeUTu8.zOV9xvG9IM0WQZJ/Rxz6ju3Xv.86v8//aBFtjwbBsNNCnQrZTLtfJFpPOiWu0vSvknUJn4cw",
    },
    {
      password: "correct horse battery",
      encoded: "pbkdf2_sha256$260000$010Mr86C54iWQWVxrXlUQ5$TYd1kI2WWEHh59EFlU9qHqKWJaZ9+XEgYmXyIF5YGgw",
    },
  ],
  malformed: [
    { encoded: "pbkdf2_sha256$0$salt$yXwbYpYUIXZc8+ddLt8zemoBSSxDA3X8V04NM+wuyS0=", parameter: "password" },
    { encoded: "pbkdf2_sha256$1000$$yXwbYpYUIXZc8+ddLt8zemoBSSxDA3X8V04NM+wuyS0=", parameter: "password" },
    { encoded: "pbkdf2_sha256$1000$salt$AAAA", parameter: "password" },
    { encoded: "pbkdf2_sha256$1000$salt$*", parameter: "password" },
    { encoded: "pbkdf2_sha224$1000$salt$yXwbYpYUIXZc8+ddLt8zemoBSSxDA3X8V04NM+wuyS0=", parameter: "password" },
    { encoded: "pbkdf2_sha256$99999999999$salt$yXwbYpYUIXZc8+ddLt8zemoBSSxDA3X8V04NM+wuyS0=", parameter: "password" },
    { encoded: "pbkdf2_sha256$1600001$salt$yXwbYpYUIXZc8+ddLt8zemoBSSxDA3X8V04NM+wuyS0=", parameter: "password" },
    {
      encoded:
        "$pbkdf2-sha512$025000$4RyD8B4DICQkpLQWAqA0Bg$/wTG5ODCwUs3SalQv5kL4GfpB9ZnZdzca.BMpVH/.15EAYqY.gxTVIPtTyKPIcWwHxqRKgQ55eM7j2GTdQc.xw",
      parameter: "password",
    },
    { encoded: "$pbkdf2-sha256$i=10,l=31$c2FsdA$yXwbYpYUIXZc8+ddLt8zemoBSSxDA3X8V04NM+wuyS0", parameter: "password" },
    { encoded: "$pbkdf2-sha256$i=10$c2Fsd$yXwbYpYUIXZc8+ddLt8zemoBSSxDA3X8V04NM+wuyS0", parameter: "password" },
    {
      encoded: "AQAAAAMAAYagAAAAEMLh6cuxEv7uXogSDG6zyESzDLs/9yX7CEdrjGHmryeFATiHURR88tkJ4VK1gvGCsA==",
      parameter: "password",
    },
    { encoded: "AQAAAAIAAYagAAAA/w==", parameter: "password" },
    { encoded: "AQAAAAI=", parameter: "password" },
    { encoded: "pbkdf2_sha256$1000$a$b$c", parameter: "password" },
    {
      encoded: "KcwfB6pdGEseNxrvEbiRYJNx6YlsTPW9xFp5Lu7rCWRYqTknVUQsybYkWekDNbcI904OJf93XYRu8feKuEqrTw==",
      values: {
        passwordAlgorithm: "md5",
        passwordIterations: 210000,
        passwordSalt: "EvRUuTN1lcJhtg1zCIFoUg==",
        passwordSaltEncoding: "base64",
      },
      parameter: "passwordAlgorithm",
    },
    {
      encoded: "KcwfB6pdGEseNxrvEbiRYJNx6YlsTPW9xFp5Lu7rCWRYqTknVUQsybYkWekDNbcI904OJf93XYRu8feKuEqrTw==",
      values: {
        passwordAlgorithm: "sha512",
        passwordIterations: 0,
        passwordSalt: "EvRUuTN1lcJhtg1zCIFoUg==",
        passwordSaltEncoding: "base64",
      },
      parameter: "passwordIterations",
    },
    {
      encoded: "KcwfB6pdGEseNxrvEbiRYJNx6YlsTPW9xFp5Lu7rCWRYqTknVUQsybYkWekDNbcI904OJf93XYRu8feKuEqrTw==",
      values: {
        passwordAlgorithm: "sha512",
        passwordIterations: 210000,
        passwordSalt: "*",
        passwordSaltEncoding: "base64",
      },
      parameter: "passwordSalt",
    },
    {
      encoded: "KcwfB6pdGEseNxrvEbiRYJNx6YlsTPW9xFp5Lu7rCWRYqTknVUQsybYkWekDNbcI904OJf93XYRu8feKuEqrTw==*",
      values: {
        passwordAlgorithm: "sha512",
        passwordIterations: 210000,
        passwordSalt: "EvRUuTN1lcJhtg1zCIFoUg==",
        passwordSaltEncoding: "base64",
      },
      parameter: "password",
    },
    {
      encoded: "AAAA",
      values: {
        passwordAlgorithm: "sha512",
        passwordIterations: 210000,
        passwordSalt: "EvRUuTN1lcJhtg1zCIFoUg==",
        passwordSaltEncoding: "base64",
      },
      parameter: "password",
    },
  ],
  unrecognised: ["appwrite", "$pbkdf2", "pbkdf2"],
};
