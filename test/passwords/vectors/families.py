"""
Writes families.json: hashes of the families as other implementations make them, each with its maker. Salts are random, so
every run writes other hashes.

    python3 test/passwords/vectors/families.py      (passlib, Django 3.2, Werkzeug 2.2, bcrypt; PHP for families.php)
"""
import base64
import hashlib
import json
import pathlib
import subprocess

import django
from django.conf import settings
from passlib import hash as ph
from werkzeug.security import generate_password_hash

settings.configure()
django.setup()
from django.contrib.auth import hashers  # noqa: E402

folder = pathlib.Path(__file__).parent
made = {family: [] for family in ("wordpress", "pbkdf2", "digest", "crypt", "ldap", "prehashedBcrypt", "scryptText", "magento")}
DJANGO, PASSLIB, WERKZEUG = "Django 3.2.25", "passlib 1.7.4", "Werkzeug 2.2.2"


def add(family, password, encoded, by):
    made[family].append({"password": password, "encoded": encoded, "by": by})


passwords = ["appwrite", "pässwörd", "密码 🔑 पासवर्ड", "it's \"quoted\" \\ text", "x" * 64, "y" * 128, "z" * 200]
short = passwords[:4]

for index, password in enumerate(passwords):
    add("pbkdf2", password, hashers.PBKDF2PasswordHasher().encode(password, f"seasalt{index}", 1000), DJANGO)
    add("pbkdf2", password, ph.pbkdf2_sha512.using(rounds=200 + index, salt_size=10 + index).hash(password), PASSLIB)
    for scheme in (ph.sha512_crypt, ph.sha256_crypt):
        salted = scheme.using(rounds=1000 + index * 7, salt="saltsaltsaltsalt"[: index * 2 + 2])
        add("crypt", password, salted.hash(password), PASSLIB)
    for scheme in (ph.md5_crypt, ph.apr_md5_crypt):
        add("crypt", password, scheme.using(salt="abcdefgh"[: index + 1]).hash(password), PASSLIB)

for password in short:
    add("pbkdf2", password, hashers.PBKDF2SHA1PasswordHasher().encode(password, "seasalt", 1000), DJANGO)
    for method in ("pbkdf2:sha512:700", "pbkdf2:sha1:700"):
        add("pbkdf2", password, generate_password_hash(password, method, 9), WERKZEUG)
    for scheme in (ph.pbkdf2_sha1, ph.pbkdf2_sha256, ph.ldap_pbkdf2_sha1, ph.ldap_pbkdf2_sha256, ph.ldap_pbkdf2_sha512):
        add("pbkdf2", password, scheme.using(rounds=300).hash(password), PASSLIB)
    add("digest", password, hashers.SHA1PasswordHasher().encode(password, "salty"), DJANGO)
    add("digest", password, hashers.MD5PasswordHasher().encode(password, "salty"), DJANGO)
    for scheme in (ph.ldap_md5, ph.ldap_sha1, ph.ldap_salted_md5, ph.ldap_salted_sha1, ph.ldap_salted_sha256):
        add("ldap", password, scheme.hash(password), PASSLIB)
    add("ldap", password, ph.ldap_salted_sha512.hash(password), PASSLIB)
    add("ldap", password, ph.ldap_sha512_crypt.using(rounds=1000).hash(password), PASSLIB)
    add("ldap", password, ph.ldap_md5_crypt.hash(password), PASSLIB)
    add("ldap", password, ph.ldap_bcrypt.using(rounds=4).hash(password), PASSLIB)
    add("scryptText", password, ph.scrypt.using(rounds=10, block_size=8, parallelism=2).hash(password), PASSLIB)
    digest = {p: hashlib.scrypt(password.encode(), salt=b"seasalt", n=1024, r=8, p=p, dklen=64) for p in (1, 5)}
    werkzeug = f"scrypt:1024:8:1$seasalt${digest[1].hex()}"
    add("scryptText", password, werkzeug, "Python's hashlib, spelt as Werkzeug 2.3 does")
    base64_digest = base64.b64encode(digest[5]).decode()
    add("scryptText", password, f"scrypt$1024$seasalt$8$5${base64_digest}", "Python's hashlib, spelt as Django 4 does")

for password in [*short, "x" * 100]:
    hasher = hashers.BCryptSHA256PasswordHasher()
    hasher.rounds = 4
    add("prehashedBcrypt", password, hasher.encode(password, hasher.salt()), DJANGO)
    for version in (1, 2):
        scheme = ph.bcrypt_sha256.using(rounds=4, version=version)
        add("prehashedBcrypt", password, scheme.hash(password), PASSLIB)

# One count on each side of what the runtime does natively.
for iterations in (100_000, 100_001):
    add("pbkdf2", "appwrite", hashers.PBKDF2PasswordHasher().encode("appwrite", "seasalt", iterations), DJANGO)
    add("pbkdf2", "appwrite", hashers.PBKDF2SHA1PasswordHasher().encode("appwrite", "seasalt", iterations), DJANGO)
    add("pbkdf2", "appwrite", ph.pbkdf2_sha512.using(rounds=iterations).hash("appwrite"), PASSLIB)

# A count of 5,000 is left out of the text.
for scheme in (ph.sha512_crypt, ph.sha256_crypt):
    add("crypt", "appwrite", scheme.using(rounds=5000, salt="implicit").hash("appwrite"), PASSLIB)

for family, vectors in json.loads(subprocess.check_output(["php", folder / "families.php"])).items():
    made[family] += vectors

(folder / "families.json").write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
