#include "capture/dissect/crypto.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/octet_writer.h"

namespace cutoffd::dissect::crypto_test {
namespace {

using wire::Octets;
using wire::OctetWriter;

Octets hex(std::string_view digits) { return OctetWriter().hex(digits).take(); }

std::string hash(TextHash::Kind kind, std::string_view text, std::size_t piece,
                 std::size_t length) {
  TextHash hash(kind);
  while (!text.empty()) {
    const std::size_t n = std::min(piece, text.size());
    hash.update(text.substr(0, n));
    text.remove_prefix(n);
  }
  std::string out(length, '?');
  hash.finish(out);
  return out;
}

TEST(TextHash, GivesTheKnownDigests) {
  // RFC 1321 appendix A.5; FIPS 180-4's example.
  EXPECT_EQ(hash(TextHash::Kind::md5, "", 1, 32), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(hash(TextHash::Kind::md5, "message digest", 5, 32), "f96b697d7cb7938d525a2f31aaf161d0");
  EXPECT_EQ(hash(TextHash::Kind::sha256, "abc", 1, 64),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash(TextHash::Kind::sha256, "abc", 3, 12), "ba7816bf8f01");
}

TEST(TextHash, DoesNotDependOnThePieces) {
  const std::string text(1000, 'x');
  const std::string whole = hash(TextHash::Kind::sha256, text, text.size(), 64);
  for (const std::size_t piece : {1U, 3U, 255U, 256U, 257U, 999U}) {
    EXPECT_EQ(hash(TextHash::Kind::sha256, text, piece, 64), whole) << piece;
  }
}

TEST(TextHash, NeverWritesMoreThanTheDigest) {
  EXPECT_EQ(hash(TextHash::Kind::md5, "", 1, 40), "d41d8cd98f00b204e9800998ecf8427e????????");
}

TEST(HmacKey, GivesTheMacsOfRfc4231) {
  const HmacKey first(Octets(20, 0x0b));
  const Octets expected = hex("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  const HmacKey::Mac mac = first.mac(as_bytes("Hi There"));
  EXPECT_EQ(Octets(mac.begin(), mac.end()), expected);
  const HmacKey::Mac long_message = HmacKey(Octets(20, 0xaa)).mac(Octets(50, 0xdd));
  EXPECT_EQ(Octets(long_message.begin(), long_message.end()),
            hex("773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"));
}

// RFC 9001 appendix A.1, RFC 9369 appendix A.1.
struct Vector {
  const char* salt;
  std::string prefix;
  const char* secret;
  const char* key;
  const char* iv;
  const char* header;
};

TEST(Hkdf, DerivesTheKeysOfTheAppendices) {
  const Vector vectors[] = {
      {"38762cf7f55934b34d179ae6a4c80cadccbb7f0a", "tls13 quic ",
       "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea",
       "1f369613dd76d5467730efcbe3b1a22d", "fa044b2f42a3fd3b46fb255c",
       "9f50449e04a0e810283a1e9933adedd2"},
      {"0dede3def700a6db819381be6e269dcbf9bd2ed9", "tls13 quicv2 ",
       "14ec9d6eb9fd7af83bf5a668bc17a7e283766aade7ecd0891f70f9ff7f4bf47b",
       "8b1a0bc121284290a29e0971b5cd045d", "91f73e2351d8fa91660e909f",
       "45b95e15235d6f45a6b19cbcb0294ba9"},
  };
  for (const Vector& v : vectors) {
    const HmacKey initial(HmacKey(hex(v.salt)).mac(hex("8394c8f03e515708")));
    Octets secret(32);
    hkdf_expand_label(initial, "tls13 client in", secret);
    EXPECT_EQ(secret, hex(v.secret));
    const HmacKey client(secret);
    Octets key(16);
    Octets iv(12);
    Octets header(16);
    hkdf_expand_label(client, v.prefix + "key", key);
    hkdf_expand_label(client, v.prefix + "iv", iv);
    hkdf_expand_label(client, v.prefix + "hp", header);
    EXPECT_EQ(key, hex(v.key));
    EXPECT_EQ(iv, hex(v.iv));
    EXPECT_EQ(header, hex(v.header));
  }
}

// The GCM specification's test cases 2 and 4 (McGrew, Viega).
TEST(Aes128, OpensWhatIsSealed) {
  Aes128 aes;
  Octets out(64);
  ASSERT_TRUE(aes.open({}, {}, {},
                       hex("0388dace60b6a392f328c2b971b2fe78"
                           "ab6e47d42cec13bdf53a67b21257bddf"),
                       out));
  EXPECT_EQ(Octets(out.begin(), out.begin() + 16), Octets(16));

  const Aes128::Key key = {0xfe, 0xff, 0xe9, 0x92, 0x86, 0x65, 0x73, 0x1c,
                           0x6d, 0x6a, 0x8f, 0x94, 0x67, 0x30, 0x83, 0x08};
  const Aes128::Nonce nonce = {0xca, 0xfe, 0xba, 0xbe, 0xfa, 0xce,
                               0xdb, 0xad, 0xde, 0xca, 0xf8, 0x88};
  const Octets sealed =
      hex("42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
          "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
          "5bc94fbc3221a5db94fae95ae7121a47");
  const Octets first = hex("feedfacedeadbeef");
  const Octets second = hex("feedfacedeadbeefabaddad2");
  const Bytes associated[] = {first, second};
  ASSERT_TRUE(aes.open(key, nonce, associated, sealed, out));
  EXPECT_EQ(Octets(out.begin(), out.begin() + 16), hex("d9313225f88406e5a55909c5aff5269a"));

  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Octets damaged = sealed;
    damaged[i] ^= 1;
    EXPECT_FALSE(aes.open(key, nonce, associated, damaged, out)) << i;
  }
  EXPECT_FALSE(aes.open(key, nonce, {}, sealed, out));
  EXPECT_FALSE(aes.open(key, nonce, associated, Bytes(sealed).first(15), out));
  EXPECT_FALSE(aes.open(key, nonce, associated, sealed, std::span(out).first(59)));
}

TEST(Aes128, EncryptsABlockAndMoves) {
  Aes128 first;
  const Octets sample = hex("d1b1c98dd7689fb8ec11d242b123dc9b");
  const Aes128::Key key = {0x9f, 0x50, 0x44, 0x9e, 0x04, 0xa0, 0xe8, 0x10,
                           0x28, 0x3a, 0x1e, 0x99, 0x33, 0xad, 0xed, 0xd2};
  Aes128 second = std::move(first);
  const Aes128::Block mask = second.encrypt_block(key, sample);
  EXPECT_EQ(Octets(mask.begin(), mask.begin() + 5), hex("437b9aec36"));  // RFC 9001 appendix A.2
  EXPECT_EQ(second.encrypt_block(key, Bytes(sample).first(15)), Aes128::Block{});
}

}  // namespace
}  // namespace cutoffd::dissect::crypto_test
