// HPACK: the examples of RFC 7541 appendix C, and what the RFC forbids.
#include "capture/dissect/hpack.h"

#include <deque>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/octet_writer.h"

namespace cutoffd::dissect::hpack_test {
namespace {

using wire::Octets;
using wire::OctetWriter;
using Step = HpackDecoder::Step;

Octets hex(std::string_view digits) { return OctetWriter().hex(digits).take(); }

// "name: value" lines of a header block, or "fault".
std::string decode(HpackDecoder& decoder, const Octets& block) {
  std::string out;
  for (const std::uint8_t octet : block) {
    const Step step = decoder.push(octet);
    if (step == Step::fault) return "fault";
    if (step != Step::field) continue;
    out += std::string(decoder.field().name) + ": " + std::string(decoder.field().value) + "\n";
  }
  return decoder.between_fields() ? out : out + "(open)";
}
std::string decode(const Octets& block) {
  HpackDecoder decoder;
  return decode(decoder, block);
}

TEST(Hpack, C2LiteralsAndIndices) {
  HpackDecoder decoder;
  EXPECT_EQ(decode(decoder, hex("400a637573746f6d2d6b65790d637573746f6d2d686561646572")),
            "custom-key: custom-header\n");
  EXPECT_EQ(decoder.table().size(), 55U);
  EXPECT_EQ(decode(decoder, hex("040c2f73616d706c652f70617468")), ":path: /sample/path\n");
  EXPECT_EQ(decode(decoder, hex("100870617373776f726406736563726574")), "password: secret\n");
  EXPECT_EQ(decode(decoder, hex("82")), ":method: GET\n");
  EXPECT_EQ(decoder.table().size(), 55U) << "only the first was added";
}

struct Request {
  const char* plain;
  const char* coded;
  const char* fields;
  std::size_t table;
};
const Request kRequests[] = {
    {"828684410f7777772e6578616d706c652e636f6d", "828684418cf1e3c2e5f23a6ba0ab90f4ff",
     ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\n", 57},
    {"828684be58086e6f2d6361636865", "828684be5886a8eb10649cbf",
     ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\ncache-control: "
     "no-cache\n",
     110},
    {"828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
     "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
     ":method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\n"
     "custom-key: custom-value\n",
     164},
};

TEST(Hpack, C3AndC4RequestsOnOneConnection) {
  HpackDecoder plain;
  HpackDecoder coded;
  for (const Request& request : kRequests) {
    EXPECT_EQ(decode(plain, hex(request.plain)), request.fields);
    EXPECT_EQ(plain.table().size(), request.table);
    EXPECT_EQ(decode(coded, hex(request.coded)), request.fields);
    EXPECT_EQ(coded.table().size(), request.table);
  }
}

const Request kResponses[] = {
    {"4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1"
     "7"
     "68747470733a2f2f7777772e6578616d706c652e636f6d",
     "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b9"
     "7"
     "c8e9ae82ae43d3",
     ":status: 302\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\n"
     "location: https://www.example.com\n",
     222},
    {"4803333037c1c0bf", "4883640effc1c0bf",
     ":status: 307\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:21 GMT\n"
     "location: https://www.example.com\n",
     222},
    {"88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4"
     "1"
     "53444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b20766572736"
     "9"
     "6f6e3d31",
     "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfc"
     "d"
     "5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
     ":status: 200\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:22 GMT\n"
     "location: https://www.example.com\ncontent-encoding: gzip\n"
     "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1\n",
     215},
};

TEST(Hpack, C5AndC6ResponsesInATableOf256OctetsEvict) {
  HpackDecoder plain;
  HpackDecoder coded;
  EXPECT_EQ(decode(plain, hex("3fe101")), "") << "the table's bound becomes 256";
  EXPECT_EQ(decode(coded, hex("3fe101")), "");
  for (const Request& response : kResponses) {
    EXPECT_EQ(decode(plain, hex(response.plain)), response.fields);
    EXPECT_EQ(plain.table().size(), response.table);
    EXPECT_EQ(decode(coded, hex(response.coded)), response.fields);
    EXPECT_EQ(coded.table().size(), response.table);
  }
}

// Each symbol once, in order, by the codes of appendix B.
const char kAllSymbols[] =
    "ffc7fffd8fffffe2fffffe3fffffe4fffffe5fffffe6fffffe7fffffe8ffffeafffffff3fffffa7fffffabff"
    "ffffdfffffebfffffecfffffedfffffeefffffefffffff0ffffff1ffffff2fffffffbfffffcffffffd3fffff"
    "d7fffffdbfffffdffffffe3fffffe7fffffebfffffed4fe3f9ffaffcabf1febfafefe7fdfd2cbb00089969b7"
    "1d79fb9f7fff20ffbff3ff50ddbd7f061c58f265cd9f469d5af66dddbf871e5f9cff7ff7fffc3ff9ffe45fff"
    "4719242cb34e6e9d68a6a3d7dac426defe3cfaf7fffbfe7ffbffdffffffcfffe6ffff4bfff9ffffa3fffd3ff"
    "ff53fffd5ffffb3fffeb7fffdaffffb7ffff73fffeeffffdeffffebffffbfffffd9ffffdbfffebffffe0ffff"
    "eeffffc3ffff8bffff1ffffe4fffee7fffb1ffff97fffd9ffffcdffff9fffffbffffdafffeeffff4ffffb7ff"
    "fee7fffe8ffffd3fffdeffffd5fffeeffffbdffffe1fffdfffff7fffff5ffffecffff07fff87fffe0ffff17f"
    "ffedffff87ffff77fffeffffeaffff8bfffe3ffff93ffff87fffcbffff37ffff1fffff83ffffe1fffebfffe3"
    "ffff3fffff2ffffa3ffffd9fffff17ffffc7fffff27ffffdefffffbffffff2fffff8fffffb7fff97fff8ffff"
    "fe6fffffc1fffff87ffffe7fffffc5ffffe5fffe4ffff2fffffd1fffff4ffffffefffffe3fffffc9fffff97f"
    "ffb3ffffcffffb7fffcdffff4ffff9ffffd1ffffcffffeaffffafffffddffffeffffff4fffff5fffffabffff"
    "a7ffffd7fffff9bffffecfffffb7fffff3fffffe8fffffd3fffffabfffff5fffffff7ffffecfffffdbfffffb"
    "bfffff7ffffff0fffffbbf";

TEST(Hpack, EachSymbolOfTheHuffmanCodeIsDecoded) {
  const Octets coded = hex(kAllSymbols);
  const Octets block = OctetWriter()
                           .hex("0001 78 ff")  // literal, name "x"; a coded value of 127 and more
                           .u8(((coded.size() - 127) & 0x7f) | 0x80)
                           .u8((coded.size() - 127) >> 7)
                           .bytes(coded)
                           .take();
  std::string all = "x: ";
  for (int symbol = 0; symbol < 256; ++symbol) all.push_back(static_cast<char>(symbol));
  EXPECT_EQ(decode(block), all + "\n");
}

TEST(Hpack, WrongPaddingAndTheEndOfStringSymbolAreFaults) {
  EXPECT_EQ(decode(hex("0001 78 81 07")), "x: 0\n") << "00000 and three ones";
  EXPECT_EQ(decode(hex("0001 78 81 06")), "fault") << "padding that is not ones";
  EXPECT_EQ(decode(hex("0001 78 82 07ff")), "fault") << "padding of more than seven bits";
  EXPECT_EQ(decode(hex("0001 78 84 ffffffff")), "fault") << "EOS itself";
}

TEST(Hpack, IndicesBeyondTheTablesAreFaults) {
  EXPECT_EQ(decode(hex("80")), "fault") << "zero";
  EXPECT_EQ(decode(hex("be")), "fault") << "62, and the dynamic table is empty";
  EXPECT_EQ(decode(hex("7e 01 78")), "fault") << "as a name";
  EXPECT_EQ(decode(hex("ff ffffffffffffffffff 01")), "fault");
  EXPECT_EQ(decode(hex("bd")), "www-authenticate: \n") << "61 is the last static one";
}

// A client whose server had announced a table of 16 KiB was taken for a broken one, and all its
// requests were lost. What lies beyond our bound stays unknown; the rest is read.
TEST(Hpack, ABoundBeyondTheDefaultIsFollowedAsFarAsItIsKept) {
  EXPECT_EQ(decode(hex("3fe11f 82")), ":method: GET\n") << "4096";
  HpackDecoder decoder;
  EXPECT_EQ(decode(decoder, hex("3fe17f 4001610162 be 82")), "a: b\na: b\n:method: GET\n");
  decoder.push(0xbf);  // 63: the second newest
  EXPECT_FALSE(decoder.field().text_kept);
  EXPECT_EQ(decode(decoder, hex("82")), ":method: GET\n");
}

// SETTINGS_HEADER_TABLE_SIZE has 32 bits (RFC 9113 section 6.5.2).
TEST(Hpack, ABoundThatNoServerCanAnnounceIsAFault) {
  EXPECT_EQ(decode(hex("3fe0ffffff0f 82")), ":method: GET\n") << "2^32 - 1";
  EXPECT_EQ(decode(hex("3fe1ffffff0f 82")), "fault") << "2^32";
}

TEST(Hpack, AfterAFaultNothingIsReadAnyMore) {
  HpackDecoder decoder;
  EXPECT_EQ(decode(decoder, hex("80")), "fault");
  EXPECT_EQ(decode(decoder, hex("82")), "fault");
}

TEST(Hpack, AFieldTooLongToKeepIsCountedInTheTable) {
  HpackDecoder decoder;
  const std::size_t length = HpackDecoder::kMaxField + 500;
  const Octets block = OctetWriter()
                           .hex("41 7f")  // :authority, added; a value of 127 and more
                           .u8(((length - 127) & 0x7f) | 0x80)
                           .u8((length - 127) >> 7)
                           .fill(length, 'a')
                           .take();
  EXPECT_EQ(decode(decoder, block), ": \n");
  EXPECT_FALSE(decoder.field().text_kept);
  EXPECT_EQ(decoder.table().size(), 10 + length + HpackTable::kOverhead);
  EXPECT_EQ(decode(decoder, hex("be")), ": \n") << "its text is not known later either";
  EXPECT_EQ(decode(decoder, hex("7e0178")), ": \n") << "nor its name";
}

TEST(Hpack, AnEntryLargerThanTheTableEmptiesIt) {
  HpackDecoder decoder;
  decode(decoder, hex("400161016240016301 64"));
  ASSERT_EQ(decoder.table().count(), 2U);
  const Octets block = OctetWriter()
                           .hex("4001617f")
                           .u8(((4090 - 127) & 0x7f) | 0x80)
                           .u8((4090 - 127) >> 7)
                           .fill(4090, 'b')
                           .take();
  decode(decoder, block);
  EXPECT_EQ(decoder.table().count(), 0U);
  EXPECT_EQ(decoder.table().size(), 0U);
}

// A model of the table that keeps strings, and random fields in every representation.
class Encoder {
 public:
  explicit Encoder(unsigned seed) : random_(seed) {}

  // Appends a field to `block` and its line to `lines`.
  void field(OctetWriter& block, std::string& lines) {
    const std::size_t kind = below(5);
    if (kind == 0 && below(8) == 0) return resize(block);
    if (kind <= 1 && !table_.empty()) {
      const std::size_t index = below(table_.size());
      number(block, 0x80, 7, 62 + index);
      lines += table_[index].first + ": " + table_[index].second + '\n';
      return;
    }
    const bool added = kind >= 3;
    std::string name = text(20);
    const bool known = below(3) == 0 && !table_.empty();
    const std::size_t index = known ? below(table_.size()) : 0;
    if (known) name = table_[index].first;
    number(block, added ? 0x40 : 0x00, added ? 6 : 4, known ? 62 + index : 0);
    if (!known) string(block, name);
    const std::string value = text(300);
    string(block, value);
    lines += name + ": " + value + '\n';
    if (added) add(name, value);
  }
  [[nodiscard]] std::size_t table_size() const { return size_; }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string text(std::size_t most) {
    return std::string(below(most), static_cast<char>('a' + below(26)));
  }
  static void number(OctetWriter& out, unsigned first, unsigned bits, std::size_t value) {
    const std::size_t mask = (std::size_t{1} << bits) - 1;
    out.u8(first | std::min(value, mask));
    if (value < mask) return;
    for (value -= mask; value >= 128; value >>= 7) out.u8((value & 0x7f) | 0x80);
    out.u8(value);
  }
  static void string(OctetWriter& out, const std::string& text) {
    number(out, 0, 7, text.size());
    out.text(text);
  }
  void resize(OctetWriter& out) {
    bound_ = below(HpackTable::kMaxSize + 1);
    number(out, 0x20, 5, bound_);
    shrink(0);
  }
  void add(const std::string& name, const std::string& value) {
    const std::size_t size = name.size() + value.size() + HpackTable::kOverhead;
    shrink(size);
    if (size > bound_) return;
    table_.emplace_front(name, value);
    size_ += size;
  }
  void shrink(std::size_t more) {
    while (!table_.empty() && size_ + more > bound_) {
      size_ -= table_.back().first.size() + table_.back().second.size() + HpackTable::kOverhead;
      table_.pop_back();
    }
  }

  std::mt19937 random_;
  std::deque<std::pair<std::string, std::string>> table_;
  std::size_t size_ = 0;
  std::size_t bound_ = HpackTable::kMaxSize;
};

TEST(Hpack, RandomBlocksComeBackAsAModelOfTheTableHasThem) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    Encoder encoder(seed);
    HpackDecoder decoder;
    for (int i = 0; i < 60; ++i) {
      OctetWriter block;
      std::string lines;
      for (int field = 0; field < 10; ++field) encoder.field(block, lines);
      ASSERT_EQ(decode(decoder, block.take()), lines) << "seed " << seed << " block " << i;
      ASSERT_EQ(decoder.table().size(), encoder.table_size()) << "seed " << seed << " block " << i;
    }
  }
}

}  // namespace
}  // namespace cutoffd::dissect::hpack_test
