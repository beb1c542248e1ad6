/**
 * The time of the same work in native code on this machine: OpenSSL through Node, and for bcrypt and the rest of crypt(3),
 * which OpenSSL lacks, the system's libxcrypt through Perl.
 */
import { execFileSync } from "node:child_process";
import { argon2Sync, createHash, hash, pbkdf2Sync, scryptSync } from "node:crypto";

/** One way to do a piece of work natively. */
export interface Floor {
  readonly by: string;
  /** Repeats the work. @returns milliseconds of CPU for one repetition */
  readonly cpuMs: (times: number) => number;
}

const inNode = (run: () => unknown): Floor => ({
  by: "OpenSSL",
  cpuMs(times) {
    const before = process.cpuUsage();
    for (let time = 0; time < times; time += 1) run();
    const { system, user } = process.cpuUsage(before);
    return (system + user) / 1000 / times;
  },
});

export const argon2Floor = (password: string, memory: number, passes: number, parallelism: number): Floor => {
  const parameters = { message: password, nonce: Buffer.alloc(16), memory, passes, parallelism, tagLength: 32 };
  return inNode(() => argon2Sync("argon2id", parameters));
};

export const scryptFloor = (password: string, N: number, r: number, p: number): Floor =>
  inNode(() => scryptSync(password, "salt", 64, { N, r, p, maxmem: 2 ** 30 }));

export const digestFloor = (password: string, algorithm: string): Floor => inNode(() => hash(algorithm, password));

/** Small enough for the CPU cache; md5 reads blocks of 64 bytes. */
const md5Chunk = Buffer.alloc(2 ** 15);

/**
 * As many blocks of md5 as phpass hashes, in one message. A lower bound: phpass ends a digest and begins another at each
 * round.
 */
export const phpassFloor = (password: string, rounds: number): Floor => {
  const blocksPerRound = Math.ceil((16 + Buffer.byteLength(password) + 9) / 64);
  const bytes = rounds * blocksPerRound * 64;
  return inNode(() => {
    const digest = createHash("md5");
    for (let left = bytes; left > 0; left -= md5Chunk.length) digest.update(md5Chunk.subarray(0, left));
    return digest.digest();
  });
};

const perl = `
  use POSIX ();
  my ($password, $setting, $times) = @ARGV;
  my $before = POSIX::clock();
  for (1 .. $times) { length(crypt($password, $setting)) > 13 or die "crypt(3) does not know the setting" }
  print POSIX::clock() - $before;
`;

/** The floor of bcrypt, and of every other scheme of crypt(3). */
export const cryptFloor = (password: string, setting: string): Floor => ({
  by: "libxcrypt",
  cpuMs(times) {
    const microseconds = execFileSync("perl", ["-e", perl, password, setting, String(times)], { encoding: "utf8" });
    return Number(microseconds) / 1000 / times;
  },
});

export const pbkdf2Floor = (password: string, iterations: number, bytes: number, algorithm: string): Floor =>
  inNode(() => pbkdf2Sync(password, "salt", iterations, bytes, algorithm));

/** The same work several times over. */
export const repeated = ({ by, cpuMs }: Floor, count: number): Floor => ({
  by,
  cpuMs: (times) => cpuMs(times) * count,
});
