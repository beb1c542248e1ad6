<?php
/**
 * Hashes as PHP's own functions make them, for families.py. The portable scheme of phpass is spelt out, as PHP has none.
 */
$made = ["wordpress" => [], "pbkdf2" => [], "digest" => [], "magento" => []];
function add(string $family, string $password, string $encoded, array $values = []): void
{
    global $made;
    $vector = ["password" => $password, "encoded" => $encoded, "by" => "PHP " . PHP_MAJOR_VERSION . "." . PHP_MINOR_VERSION];
    $made[$family][] = $values === [] ? $vector : $vector + ["values" => $values];
}

function portable(string $password, string $salt): string
{
    $alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    $hash = md5($salt . $password, true);
    for ($round = 0; $round < 256; $round++) {
        $hash = md5($hash . $password, true);
    }
    $text = "";
    for ($at = 0; $at < 16; $at += 3) {
        $group = substr($hash, $at, 3);
        $value = array_sum(array_map(fn (int $index): int => ord($group[$index]) << 8 * $index, array_keys(str_split($group))));
        for ($digit = 0; $digit <= strlen($group); $digit++) {
            $text .= $alphabet[$value >> 6 * $digit & 63];
        }
    }
    return '$P$6' . $salt . $text;
}

foreach (["appwrite", "pässwörd", "密码 🔑 पासवर्ड", "it's-a-secret", 'say "when" \\ now', str_repeat("long", 40)] as $index => $password) {
    foreach ([addslashes($password), $password] as $spelling) {
        $digest = base64_encode(hash_hmac("sha384", trim($spelling), "wp-sha384", true));
        add("wordpress", $password, '$wp' . password_hash($digest, PASSWORD_BCRYPT, ["cost" => 4]));
        add("wordpress", $password, md5($spelling));
        add("wordpress", $password, portable($spelling, "saltsal" . $index));
    }

    foreach (["sha1", "sha256", "sha512"] as $prf => $algorithm) {
        $salt = "salt-of-sixteen" . $index;
        $key = hash_pbkdf2($algorithm, $password, $salt, 1000, 32, true);
        add("pbkdf2", $password, base64_encode("\x01" . pack("NNN", $prf, 1000, 16) . $salt . $key));
        $values = ["passwordAlgorithm" => $algorithm, "passwordIterations" => 50];
        $long = hash_pbkdf2($algorithm, $password, $salt, 50, 100, true);
        $salted = ["passwordSalt" => base64_encode($salt), "passwordSaltEncoding" => "base64"];
        add("pbkdf2", $password, base64_encode($long), $values + $salted);
        add("pbkdf2", $password, bin2hex($long), $values + ["passwordSalt" => $salt, "passwordEncoding" => "hex"]);
        $unpadded = fn (string $bytes): string => rtrim(base64_encode($bytes), "=");
        add("pbkdf2", $password, "\$pbkdf2-$algorithm\$i=50,l=100\$" . $unpadded($salt) . "\$" . $unpadded($long));
    }
    $salt = "salt-of-sixteen!";
    add("pbkdf2", $password, base64_encode("\0" . $salt . hash_pbkdf2("sha1", $password, $salt, 1000, 32, true)));

    add("digest", $password, hash("sha256", "salt" . $password) . ":salt:1");
    add("digest", $password, hash("md5", "salt" . $password) . ":salt:0");
    // Magento pads a short salt with itself, cuts a long one, and hashes the text of an older hash again.
    $argon2 = fn (string $text, string $salt, int $bytes, int $passes, int $memory): string => bin2hex(sodium_crypto_pwhash(
        $bytes,
        $text,
        strlen($salt) < 16 ? str_pad($salt, 16, $salt) : substr($salt, 0, 16),
        $passes,
        $memory,
        SODIUM_CRYPTO_PWHASH_ALG_ARGON2ID13
    ));
    foreach (["salt", "a-salt-of-thirty-two-characters!"] as $salt) {
        add("magento", $password, $argon2($password, $salt, 48, 2, 1 << 20) . ":$salt:3_48_2_" . (1 << 20));
        $upgraded = hash("sha256", $salt . hash("md5", $salt . $password));
        add("magento", $password, "$upgraded:$salt:0:1");
        add("magento", $password, $argon2($upgraded, $salt, 32, 3, 1 << 20) . ":$salt:0:1:3_32_3_" . (1 << 20));
    }
    if ($index === 1) {
        $salt = "8qnyO4H1OYIfGCUb";
        [$passes, $memory] = [SODIUM_CRYPTO_PWHASH_OPSLIMIT_INTERACTIVE, SODIUM_CRYPTO_PWHASH_MEMLIMIT_INTERACTIVE];
        add("magento", $password, $argon2($password, $salt, 32, $passes, $memory) . ":$salt:2");
        add("magento", $password, $argon2(hash("sha256", $salt . $password), $salt, 32, $passes, $memory) . ":$salt:1:2");
    }

    foreach (["md5", "sha1", "sha256", "sha384", "sha512"] as $algorithm) {
        $values = ["passwordAlgorithm" => $algorithm];
        $salted = $values + ["passwordSalt" => "c2FsdPw=", "passwordSaltEncoding" => "base64"];
        add("digest", $password, hash($algorithm, $password), $values);
        add("digest", $password, hash($algorithm, "salt\xfc" . $password), $salted);
        $suffix = $salted + ["passwordSaltPosition" => "suffix", "passwordEncoding" => "base64"];
        add("digest", $password, base64_encode(hash($algorithm, $password . "salt\xfc", true)), $suffix);
        $keyed = $values + ["passwordKey" => "6b65799f", "passwordKeyEncoding" => "hex", "passwordSalt" => "salt"];
        add("digest", $password, hash_hmac($algorithm, "salt" . $password, "key\x9f"), $keyed);
        $digest = hash($algorithm, $password . "{salt}", true);
        $repeated = hash($algorithm, $password, true);
        for ($round = 1; $round < 5; $round++) {
            $digest = hash($algorithm, $digest . $password . "{salt}", true);
            $repeated = hash($algorithm, $repeated, true);
        }
        $symfony = $values + ["passwordSalt" => "salt", "passwordSaltPosition" => "braces", "passwordRounds" => 5];
        add("digest", $password, bin2hex($digest), $symfony);
        add("digest", $password, bin2hex($repeated), $values + ["passwordRounds" => 5]);
    }
}

echo json_encode($made, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
