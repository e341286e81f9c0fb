// HTTP/2 requests: the same however the stream is cut, padded and continued.
#include "capture/dissect/http2.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/octet_writer.h"

namespace cutoffd::dissect::http2_test {
namespace {

using wire::Octets;
using wire::OctetWriter;

constexpr unsigned kEndHeaders = 4;
constexpr unsigned kPadded = 8;
constexpr unsigned kPriority = 32;

OctetWriter& frame(OctetWriter& out, unsigned type, unsigned flags, unsigned stream,
                   const Octets& payload) {
  return out.u24(payload.size()).u8(type).u8(flags).u32(stream).bytes(payload);
}
Octets hex(std::string_view digits) { return OctetWriter().hex(digits).take(); }

// "GET www.example.com/" as appendix C.4.1 of RFC 7541 has it, and the next of that series.
const char kFirst[] = "828684418cf1e3c2e5f23a6ba0ab90f4ff";
const char kSecond[] = "828684be5886a8eb10649cbf";

Octets with_preface(OctetWriter frames) {
  OctetWriter out;
  frame(out.text(kHttp2Preface), 4, 0, 0, {}).bytes(frames.take());
  return out.take();
}

// What a connection gives for a stream that comes in the pieces that `next` cuts off: a line per
// request, and how it ended if not well.
template <typename Next>
std::string read_all(const Octets& octets, Next next) {
  const auto connection = std::make_unique<Http2Connection>();
  std::string out;
  Bytes left = octets;
  while (!left.empty()) {
    const std::size_t size = std::min(left.size(), next());
    Bytes piece = left.first(size);
    left = left.subspan(size);
    Http2Request request;
    Answer answer = connection->read(piece, request);
    for (; answer == Answer::certain; answer = connection->read(piece, request)) {
      out += std::to_string(request.stream) + ' ' + std::string(request.method) + ' ' +
             std::string(request.authority) + ' ' + std::string(request.path) + '\n';
    }
    if (answer == Answer::fault) return out + "(fault)";
    if (answer == Answer::not_mine) return out + "(not mine)";
    EXPECT_TRUE(piece.empty()) << "unsure means that all was taken";
  }
  return out;
}
std::string read_all(const Octets& octets) {
  return read_all(octets, [&octets] { return octets.size(); });
}

// Three requests of Node.js 20, as it sent them: Huffman, dynamic table, a body.
const char kNode[] =
    "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a00000004000000000000002c010500000001"
    "4191e15c834957c1e474d741573d935c780f03048d60d5485f2c5a1642cccbf9a68f82867a8649509602b83f"
    "00000004010000000000000b010500000003bf0485610521ea938286be00001b0104000000058341"
    "8f49682d254d9e972f91d35d055cf64d0485607fe4701386bf000004000100000005626f6479"
    "00000807000000000000000000000000000000080700000000000000000000000000";
const char kNodeRequests[] =
    "1 GET Update.Example.org:8080 /index/u1313g.xml\n"
    "3 GET Update.Example.org:8080 /second\n"
    "5 POST telemetry.example.org /a?b=c\n";

TEST(Http2, ARealClientsRequestsAreRead) { EXPECT_EQ(read_all(hex(kNode)), kNodeRequests); }

TEST(Http2, EverySplitOfAStreamGivesTheSameRequests) {
  const Octets octets = hex(kNode);
  for (std::size_t piece = 1; piece < octets.size(); ++piece) {
    ASSERT_EQ(read_all(octets, [piece] { return piece; }), kNodeRequests) << "pieces of " << piece;
  }
  for (std::size_t first = 1; first < octets.size(); ++first) {
    bool begun = false;
    const auto next = [&] { return std::exchange(begun, true) ? octets.size() : first; };
    ASSERT_EQ(read_all(octets, next), kNodeRequests) << "cut at " << first;
  }
}

TEST(Http2, EachPrefixGivesOnlyWholeRequests) {
  const Octets octets = hex(kNode);
  const std::string all = kNodeRequests;
  for (std::size_t size = 0; size < octets.size(); ++size) {
    const std::string some =
        read_all(Octets(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)));
    EXPECT_EQ(some, all.substr(0, some.size())) << size;
    EXPECT_TRUE(some.empty() || some.back() == '\n');
  }
}

TEST(Http2, PaddingAndPriorityAreSteppedOver) {
  const Octets block = hex(kFirst);
  for (const unsigned flags : {0U, kPadded, kPriority, kPadded | kPriority}) {
    for (const unsigned padding : {0U, 1U, 255U}) {
      OctetWriter payload;
      if ((flags & kPadded) != 0) payload.u8(padding);
      if ((flags & kPriority) != 0) payload.u32(0x8000'0003).u8(200);
      payload.bytes(block);
      if ((flags & kPadded) != 0) payload.fill(padding, 0xaa);
      OctetWriter frames;
      frame(frames, 1, flags | kEndHeaders, 1, payload.take());
      frame(frames, 1, kEndHeaders, 3, hex(kSecond));
      EXPECT_EQ(read_all(with_preface(frames)),
                "1 GET www.example.com /\n3 GET www.example.com /\n")
          << flags << ' ' << padding;
    }
  }
}

TEST(Http2, ABlockMayGoOnInContinuationsCutAnywhere) {
  const Octets block = hex(kFirst);
  for (std::size_t cut = 0; cut <= block.size(); ++cut) {
    const auto at = block.begin() + static_cast<std::ptrdiff_t>(cut);
    OctetWriter frames;
    frame(frames, 1, 0, 1, Octets(block.begin(), at));
    frame(frames, 9, 0, 1, {});
    frame(frames, 9, kEndHeaders, 1, Octets(at, block.end()));
    EXPECT_EQ(read_all(with_preface(frames)), "1 GET www.example.com /\n") << cut;
  }
}

TEST(Http2, FramesOfOtherTypesAreSteppedOver) {
  OctetWriter frames;
  frame(frames, 8, 0, 0, hex("00010000"));
  frame(frames, 0xfa, 0xff, 77, Octets(5000));
  frame(frames, 1, kEndHeaders, 1, hex(kFirst));
  frame(frames, 0, 0, 1, Octets(20'000));
  frame(frames, 1, kEndHeaders, 3, hex(kSecond));
  EXPECT_EQ(read_all(with_preface(frames)), "1 GET www.example.com /\n3 GET www.example.com /\n");
}

TEST(Http2, TrailersAreNoRequestButCountInTheTable) {
  OctetWriter frames;
  frame(frames, 1, kEndHeaders, 1, hex(kFirst));
  frame(frames, 1, kEndHeaders, 1, hex("400161 0162"));  // a: b, added
  frame(frames, 1, kEndHeaders, 3, hex("828684bf"));     // the authority is one further back now
  EXPECT_EQ(read_all(with_preface(frames)), "1 GET www.example.com /\n3 GET www.example.com /\n");
}

TEST(Http2, AHostFieldServesWhereThereIsNoAuthority) {
  OctetWriter frames;
  frame(frames, 1, kEndHeaders, 1, hex("8286840f17 09 612e6578616d706c65"));  // 38: host
  frame(frames, 1, kEndHeaders, 3,
        hex("828684 0109 622e6578616d706c65 0f17 09 612e6578616d706c65"));
  EXPECT_EQ(read_all(with_preface(frames)), "1 GET a.example /\n3 GET b.example /\n");
}

TEST(Http2, ThePathOfARequestThatIsTooLongIsLeftOut) {
  const std::size_t length = 1100;
  OctetWriter block;
  block.hex("82 047f").u8(((length - 127) & 0x7f) | 0x80).u8((length - 127) >> 7).fill(length, '/');
  block.hex("0109 622e6578616d706c65");
  OctetWriter frames;
  frame(frames, 1, kEndHeaders, 1, block.take());
  EXPECT_EQ(read_all(with_preface(frames)), "1 GET b.example \n");
}

TEST(Http2, BrokenConnectionsAreFaultsAndGiveNothingMore) {
  const Octets block = hex(kFirst);
  const auto broken = [](OctetWriter& frames) {
    frame(frames, 1, kEndHeaders, 9, hex(kFirst));
    return read_all(with_preface(frames));
  };
  OctetWriter even;
  frame(even, 1, kEndHeaders, 2, block);
  EXPECT_EQ(broken(even), "(fault)") << "a server's stream";
  OctetWriter none;
  frame(none, 1, kEndHeaders, 0, block);
  EXPECT_EQ(broken(none), "(fault)") << "no stream";
  OctetWriter alone;
  frame(alone, 9, kEndHeaders, 1, block);
  EXPECT_EQ(broken(alone), "(fault)") << "a continuation of nothing";
  OctetWriter other;
  frame(frame(other, 1, 0, 1, block), 9, kEndHeaders, 3, {});
  EXPECT_EQ(broken(other), "(fault)") << "a continuation of another stream";
  OctetWriter between;
  frame(frame(between, 1, 0, 1, block), 0, 0, 1, {});
  EXPECT_EQ(broken(between), "(fault)") << "data inside a block";
  OctetWriter short_prefix;
  frame(short_prefix, 1, kEndHeaders | kPriority, 1, Octets(4));
  EXPECT_EQ(broken(short_prefix), "(fault)");
  OctetWriter all_padding;
  frame(all_padding, 1, kEndHeaders | kPadded, 1, {200, 0x82});
  EXPECT_EQ(broken(all_padding), "(fault)") << "more padding than frame";
  OctetWriter open_field;
  frame(open_field, 1, kEndHeaders, 1, {0x82, 0x41, 0x0f});
  EXPECT_EQ(broken(open_field), "(fault)") << "the block ends inside a field";
  OctetWriter bad_index;
  frame(bad_index, 1, kEndHeaders, 1, {0x80});
  EXPECT_EQ(broken(bad_index), "(fault)");
}

TEST(Http2, AStreamWithoutPrefaceIsNotMine) {
  EXPECT_EQ(read_all(OctetWriter().text("PRI * HTTP/1.1\r\n\r\n").take()), "(not mine)");
  EXPECT_EQ(read_all(OctetWriter().text("GET / HTTP/1.1\r\n\r\n").take()), "(not mine)");
  for (std::size_t size = 0; size <= kHttp2Preface.size(); ++size) {
    EXPECT_EQ(looks_like_http2(as_bytes(kHttp2Preface.substr(0, size))),
              size < kHttp2Preface.size() ? Answer::unsure : Answer::certain);
  }
  EXPECT_EQ(looks_like_http2(as_bytes("PRI * HTTP/1.1")), Answer::not_mine);
}

}  // namespace
}  // namespace cutoffd::dissect::http2_test
