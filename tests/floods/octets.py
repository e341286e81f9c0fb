"""Packets for floods, octet by octet, without randomness of their own: the same words give the same octets.

IPv4 and UDP checksums are left out or as they come: no sensor may depend on them (docs/threat-model.md).
"""
import hashlib
import hmac
import socket
import struct
import subprocess

ROUTER = b"\x02\0\0\0\0\x01"


def ether(source, payload, destination=ROUTER, kind=0x0800):
    return destination + source + struct.pack(">H", kind) + payload


def ipv4(source, destination, protocol, payload, identification=1, fragment=0x4000):
    return struct.pack(">2B3H2BH", 0x45, 0, 20 + len(payload), identification, fragment, 64, protocol, 0) + socket.inet_aton(
        source) + socket.inet_aton(destination) + payload


def udp(source, destination, payload):
    return struct.pack(">4H", source, destination, 8 + len(payload), 0) + payload


def tcp(source, destination, sequence, acknowledgement, flags, payload=b""):
    return struct.pack(">2H2I2B3H", source, destination, sequence, acknowledgement, 0x50, flags, 64_000, 0, 0) + payload


SYN, RST, PSH, ACK = 2, 4, 8, 16


# ---- DNS (RFC 1035) --------------------------------------------------------------------------------
def labels(name):
    return b"".join(bytes([len(label)]) + label for label in name.encode().split(b".")) + b"\0"


def question(number, name):
    return struct.pack(">6H", number & 0xFFFF, 0x0100, 1, 0, 0, 0) + labels(name) + struct.pack(">2H", 1, 1)


def answer(number, name, *records):
    head = struct.pack(">6H", number & 0xFFFF, 0x8180, 1, len(records), 0, 0)
    return head + labels(name) + struct.pack(">2H", 1, 1) + b"".join(records)


def record(owner, kind, data, ttl=300):
    return owner + struct.pack(">2HIH", kind, 1, ttl, len(data)) + data


def pointer(place):
    return struct.pack(">H", 0xC000 | place)


def pointers(number):
    """As many pointers as pointers reach (14 bits), each leading to the one before, and as many records as then fit whose
    owner is the last of them: 8,000 times 4,000 steps, for who walks them all. They lie in a record of a private type."""
    begin = 12 + 11
    chain = b"\x01a\0" + pointer(begin)
    while begin + len(chain) < 0x4000 - 2:
        chain += pointer(begin + len(chain) - 2)
    records = record(b"\0", 65_280, chain)
    count = (65_000 - 12 - len(records)) // 16
    records += record(pointer(begin + len(chain) - 2), 1, b"\xc6\x33\x64\x07") * count
    return struct.pack(">6H", number & 0xFFFF, 0x8180, 0, 1 + count, 0, 0) + records


def loop(number, name, times=1000):
    """Two aliases that lead to each other, again and again."""
    other = 12 + len(labels(name)) + 4 + 12  # where the first record's data lies
    records = [record(pointer(12), 5, labels("other." + name)), record(pointer(other), 5, pointer(12))]
    records += [record(pointer(12), 5, pointer(other)), records[1]] * times
    return answer(number, name, *records)


# ---- TLS (RFC 8446) and QUIC (RFC 9000, 9001) --------------------------------------------------------
def hello(name, seed, quic=False):
    """A ClientHello with its handshake header."""
    def extension(kind, data):
        return struct.pack(">2H", kind, len(data)) + data
    noise = hashlib.sha512(f"{name} {seed}".encode()).digest()
    host = name.encode()
    extensions = extension(0, struct.pack(">HBH", len(host) + 3, 0, len(host)) + host)
    extensions += extension(43, b"\x02\x03\x04") + extension(10, b"\0\x02\0\x1d") + extension(13, b"\0\x04\x04\x03\x08\x04")
    extensions += extension(51, struct.pack(">3H", 36, 29, 32) + noise[:32])
    if quic:
        extensions += extension(57, b"\x01\x04\x80\0\xea\x60") + extension(16, b"\0\x03\x02h3")
    extensions += extension(21, bytes(400))  # padding (RFC 7685)
    body = b"\x03\x03" + noise[:32] + b"\x20" + noise[32:] + b"\0\x04\x13\x01\x13\x02" + b"\x01\0" + struct.pack(
        ">H", len(extensions)) + extensions
    return b"\x01" + len(body).to_bytes(3, "big") + body


def tls_record(message):
    return b"\x16\x03\x01" + struct.pack(">H", len(message)) + message


def expand_label(secret, label, size):
    label = b"tls13 " + label
    info = struct.pack(">HB", size, len(label)) + label + b"\0"
    return hmac.digest(secret, info + b"\x01", "sha256")[:size]


def aes(key, mode, data, *more):
    """By OpenSSL's program: Python brings no cipher along."""
    return subprocess.run(["openssl", "enc", f"-aes-128-{mode}", "-K", key.hex(), "-nopad", *more], input=data, check=True,
                          capture_output=True, timeout=30).stdout


def ghash(key, octets):
    """NIST SP 800-38D section 6.4."""
    hashed, value = int.from_bytes(key, "big"), 0
    for at in range(0, len(octets), 16):
        value ^= int.from_bytes(octets[at:at + 16].ljust(16, b"\0"), "big")
        product, factor = 0, hashed
        for bit in range(127, -1, -1):
            if value >> bit & 1:
                product ^= factor
            factor = factor >> 1 ^ (0xE1 << 120 if factor & 1 else 0)
        value = product
    return value.to_bytes(16, "big")


def seal(key, nonce, header, plain):
    sealed = aes(key, "ctr", plain, "-iv", (nonce + b"\0\0\0\x02").hex())

    def padded(octets):
        return octets + bytes(-len(octets) % 16)
    lengths = struct.pack(">2Q", 8 * len(header), 8 * len(sealed))
    tag = int.from_bytes(ghash(aes(key, "ecb", bytes(16)), padded(header) + padded(sealed) + lengths), "big")
    mask = int.from_bytes(aes(key, "ecb", nonce + b"\0\0\0\x01"), "big")
    return sealed + (tag ^ mask).to_bytes(16, "big")


def quic_initial(connection, message, offset=0, number=0):
    """A datagram of 1,200 octets: one Initial of version 1 with a piece of the handshake, keys as they should be."""
    initial = hmac.digest(bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), connection, "sha256")
    secret = expand_label(initial, b"client in", 32)
    key, iv, hide = (expand_label(secret, b"quic " + what, size) for what, size in ((b"key", 16), (b"iv", 12), (b"hp", 16)))
    crypto = b"\x06" + struct.pack(">2H", 0x4000 | offset, 0x4000 | len(message)) + message
    before = b"\xc3\0\0\0\x01" + bytes([len(connection)]) + connection + b"\0" + b"\0"
    length = 1200 - len(before) - 2
    header = before + struct.pack(">HI", 0x4000 | length, number)
    plain = crypto.ljust(length - 4 - 16, b"\0")
    nonce = (int.from_bytes(iv, "big") ^ number).to_bytes(12, "big")
    sealed = seal(key, nonce, header, plain)
    mask = aes(hide, "ecb", sealed[:16])
    hidden = bytes([header[0] ^ mask[0] & 0x0F]) + header[1:-4] + bytes(a ^ b for a, b in zip(header[-4:], mask[1:]))
    return hidden + sealed
