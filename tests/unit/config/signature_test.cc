// Signatures of watchlists. The keys and signatures in capitals were made by minisign 0.11.
#include "config/signature.h"

#include <string>

#include <gtest/gtest.h>

namespace cutoffd::config::signature_test {
namespace {

constexpr const char* kText = "vendor: acme\n";
constexpr const char* kPublic =
    "untrusted comment: minisign public key A2D633035CA96B7C\n"
    "RWR8a6lcAzPWoqRr5WoUPLTQ8pB7/SoAh9C6Bro1jDJxUNaGwnUGvfys\n";
constexpr const char* kSecret =
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAfGupXAMz1qIBjBFg/"
    "BnJEYXjGg1+BYJBHSNzgGjKsEbszORJGIAq3KRr5WoUPLTQ8pB7/"
    "SoAh9C6Bro1jDJxUNaGwnUGvfysAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
constexpr const char* kOfDigest =
    "untrusted comment: signature from minisign secret key\n"
    "RUR8a6lcAzPWorF2uTiZbD4utMs6etb/keG5koktbSUv/"
    "y+QA2gWQ+kl7d+11hMQopJMnJHsw4gRE0QQHgzw24j1Jo6h5viNBwE=\n"
    "trusted comment: list of 2026-11-29\n"
    "KPDDMaVFBV598MGuvnZV8jp/MDIUbiSjUn/Av297Jgjh43U/I4HBhxXI7Bz/ITRJ1+D0qEhjDJxfFhdTa2S8Bg==\n";
constexpr const char* kOfFile =
    "untrusted comment: signature from minisign secret key\n"
    "RWR8a6lcAzPWokgabQ/sHyP7IOncWeJ6ZB/SFkqlg95Pq2UWg8ZlMz3yGW/PpWcEoWWJ14FJFi/"
    "8lhY9jow03ATllKAmVmZoagU=\n"
    "trusted comment: legacy\n"
    "lKoN+OcCujS0i77TevTTPBdK6fKaX8Fdmw8IDPWCQ7gjUVc61j0urOfqd7myAa3f+ihET5ZCDphREVM+6x7MBw==\n";
constexpr const char* kPem =
    "-----BEGIN "
    "PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIOdBtJIpeRGHWuGHdtjhL9OvZg6rYu4Ml3MPxQ0wYbzA\n"
    "-----END "
    "PRIVATE KEY-----\n";

const PublicKey kKey = *parse_public_key(kPublic);

std::string refusal(std::string_view text, std::string_view signature) {
  const auto answer = verify(text, signature, {&kKey, 1});
  return answer ? "" : answer.error();
}

TEST(Signature, OfMinisignIsBelieved) {
  const auto today = verify(kText, kOfDigest, {&kKey, 1});
  ASSERT_TRUE(today) << today.error();
  EXPECT_EQ(today->comment, "list of 2026-11-29");
  EXPECT_EQ(today->key, "RWR8a6lcAzPWoqRr5WoUPLTQ8pB7/SoAh9C6Bro1jDJxUNaGwnUGvfys");
  EXPECT_EQ(refusal(kText, kOfFile), "");
}

TEST(Signature, IsRefusedWhereAnyOctetOfTheFileIsAnother) {
  const std::string text = kText;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_NE(refusal(changed, kOfDigest), "") << i;
    EXPECT_NE(refusal(changed, kOfFile), "") << i;
    EXPECT_NE(refusal(text.substr(0, i), kOfDigest), "") << "cut at " << i;
  }
  EXPECT_NE(refusal(text + "\n", kOfDigest), "");
}

// The first line is for people and proves nothing; of every other any change is noticed.
TEST(Signature, IsRefusedWhereItWasChangedOrCutAnywhere) {
  for (const std::string whole : {kOfDigest, kOfFile}) {
    const std::size_t second = whole.find('\n') + 1;
    for (std::size_t i = second; i + 1 < whole.size(); ++i) {
      std::string changed = whole;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      EXPECT_NE(refusal(kText, changed), "") << i;
      EXPECT_NE(refusal(kText, whole.substr(0, i)), "") << "cut at " << i;
    }
  }
  EXPECT_NE(refusal(kText, ""), "");
}

TEST(Signature, OfAnotherKeyIsRefused) {
  const auto made = sign(kText, kPem, "x");
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(refusal(kText, *made), "a signature by a key that is not trusted");
  EXPECT_FALSE(verify(kText, kOfDigest, {}));
  PublicKey impostor = kKey;  // the id alone proves nothing
  impostor.key = public_key_of(kPem)->key;
  EXPECT_FALSE(verify(kText, kOfDigest, {&impostor, 1}));
}

TEST(Signature, MadeHereIsBelievedHere) {
  for (const char* secret : {kSecret, kPem}) {
    const auto made = sign(kText, secret, "of today");
    ASSERT_TRUE(made) << made.error();
    const auto key = public_key_of(secret);
    ASSERT_TRUE(key) << key.error();
    const PublicKey keys[] = {kKey, *key};
    const auto answer = verify(kText, *made, keys);
    ASSERT_TRUE(answer) << answer.error();
    EXPECT_EQ(answer->comment, "of today");
    EXPECT_EQ(answer->key, text_of(*key));
  }
  EXPECT_EQ(*public_key_of(kSecret), kKey) << "minisign's own pair";
}

TEST(PublicKeyText, IsReadAsALineOrAsMinisignsFile) {
  EXPECT_EQ(parse_public_key(text_of(kKey)), kKey);
  EXPECT_EQ(parse_public_key(text_of(kKey) + "\n"), kKey);
  for (const std::string& wrong : {std::string(), std::string("RWR8"), text_of(kKey).substr(4),
                                   text_of(kKey) + "AAAA", "X" + text_of(kKey).substr(1)}) {
    EXPECT_FALSE(parse_public_key(wrong)) << wrong;
  }
}

TEST(SecretKeyText, ThatIsNoneIsRefused) {
  for (const char* wrong : {"", "RWQAAEIy", kPublic, "-----BEGIN PRIVATE KEY-----\n"}) {
    EXPECT_FALSE(sign(kText, wrong, "x")) << wrong;
  }
}

}  // namespace
}  // namespace cutoffd::config::signature_test
