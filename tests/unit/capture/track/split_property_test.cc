// The promise of the tracker: any split, order, duplication or record fragmentation of the same
// hello gives the same observation, once, at the frame that completed it.
//
// Systematic where that is small, seeded random beyond. A failure is shrunk to the smallest case
// that still fails, and printed as such.
#include <algorithm>
#include <numeric>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/hello_builder.h"
#include "tests/unit/capture/track/tracked.h"

namespace cutoffd::track::split_property_test {
namespace {

using wire::Octets;

constexpr const char* kName = "activation.example.com";

struct Piece {
  std::size_t from;
  std::size_t to;
};

// How one stream is delivered.
struct Delivery {
  Octets stream;
  std::size_t hello_end = 0;  // octets of the stream that hold the hello
  std::vector<Piece> pieces;  // in the order in which they are shown
  bool syn = true;
  bool server = false;  // the other direction is seen too
  bool six = false;
  std::uint32_t isn = 1'000'001;
  const wire::Wrapping* wrapping = nullptr;

  [[nodiscard]] bool covers() const;
};

// Which octets of a hello were shown.
class Shown {
 public:
  explicit Shown(std::size_t size) : there_(size, ' ') {}
  void add(const Piece& piece) {
    const std::size_t to = std::min(piece.to, there_.size());
    if (piece.from < to) there_.replace(piece.from, to - piece.from, to - piece.from, '+');
  }
  [[nodiscard]] bool all() const { return there_.find(' ') == std::string::npos; }

 private:
  std::string there_;
};

bool Delivery::covers() const {
  Shown shown(hello_end);
  for (const Piece& piece : pieces) shown.add(piece);
  return shown.all();
}

std::ostream& operator<<(std::ostream& out, const Delivery& delivery) {
  out << delivery.hello_end << " octets, " << (delivery.syn ? "SYN seen" : "no SYN")
      << (delivery.server ? ", both directions" : ", one direction")
      << (delivery.six ? ", IPv6" : ", IPv4") << ", first sequence number " << delivery.isn
      << ", as " << (delivery.wrapping == nullptr ? "Ethernet" : delivery.wrapping->name)
      << ", pieces";
  for (const Piece& piece : delivery.pieces) out << " [" << piece.from << ',' << piece.to << ')';
  return out;
}

// One tracker sees all deliveries, each as a connection of its own: as in life, and faster.
Tracked& shared_tracked() {
  static Tracked tracked;
  return tracked;
}

// What is wrong with what was told; empty if nothing.
std::string fault_of(const Delivery& delivery) {
  Tracked& tracked = shared_tracked();
  tracked.told.clear();
  static std::uint32_t connections = 0;
  Connection connection(tracked, delivery.six ? "2001:db8::10" : "192.0.2.10",
                        delivery.six ? "2001:db8:1::20" : "198.51.100.20");
  ++connections;
  connection.client.port = Port{static_cast<std::uint16_t>(1024 + connections % 60'000)};
  connection.server.port = Port{static_cast<std::uint16_t>(8000 + connections / 60'000)};
  connection.client_isn = delivery.isn;
  connection.wrapping = delivery.wrapping;
  if (delivery.syn) {
    if (delivery.server) {
      connection.handshake();
    } else {
      connection.syn();
    }
  }
  Shown shown(delivery.hello_end);
  std::uint64_t expected = 0;
  for (const Piece& piece : delivery.pieces) {
    const std::uint64_t before = tracked.frames;
    connection.client_says(piece.from,
                           Bytes(delivery.stream).subspan(piece.from, piece.to - piece.from));
    if (tracked.frames == before) return {};  // this way does not carry this family
    shown.add(piece);
    if (expected == 0 && shown.all()) expected = tracked.frames;
    if (delivery.server) connection.server_says(0, {});
  }
  std::ostringstream fault;
  if (tracked.told.size() != 1) {
    fault << tracked.told.size() << " observations";
    for (const Told& told : tracked.told) fault << " (" << told << ')';
    return fault.str();
  }
  const Told& told = tracked.told.front();
  if (told.name != kName || told.kind != ObservationKind::tls_sni) fault << "told " << told.name;
  if (told.frame != expected) fault << "frame " << told.frame << " instead of " << expected;
  if (told.client.at != connection.client || told.server.at != connection.server) {
    fault << "wrong parties";
  }
  return fault.str();
}

// Tries smaller cases as long as one still fails.
Delivery shrunk(Delivery failing) {
  const auto still_fails = [](const Delivery& candidate) {
    return candidate.covers() && !fault_of(candidate).empty();
  };
  bool smaller = true;
  while (smaller) {
    smaller = false;
    const auto accept = [&](const Delivery& candidate) {
      if (!still_fails(candidate)) return false;
      failing = candidate;
      smaller = true;
      return true;
    };
    for (bool Delivery::*flag : {&Delivery::server, &Delivery::six}) {
      Delivery plain = failing;
      plain.*flag = false;
      if (failing.*flag) accept(plain);
    }
    if (failing.wrapping != nullptr) {
      Delivery plain = failing;
      plain.wrapping = nullptr;
      accept(plain);
    }
    for (std::size_t i = 0; i < failing.pieces.size(); ++i) {
      Delivery without = failing;
      without.pieces.erase(without.pieces.begin() + static_cast<std::ptrdiff_t>(i));
      if (accept(without)) break;
    }
    for (std::size_t i = 0; i + 1 < failing.pieces.size(); ++i) {
      Delivery merged = failing;
      Piece& first = merged.pieces[i];
      const Piece second = merged.pieces[i + 1];
      if (first.to != second.from) continue;
      first.to = second.to;
      merged.pieces.erase(merged.pieces.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      if (accept(merged)) break;
    }
  }
  return failing;
}

void expect_one(const Delivery& delivery) {
  const std::string fault = fault_of(delivery);
  if (fault.empty()) return;
  const Delivery smallest = shrunk(delivery);
  FAIL() << fault_of(smallest) << "\n  smallest case: " << smallest << "\n  first found: " << fault
         << ": " << delivery;
}

Octets hello(std::size_t size, std::uint64_t seed = 1) {
  wire::HelloSpec spec;
  spec.name = kName;
  spec.size = size;
  spec.seed = seed;
  spec.hybrid = size > 1500;
  spec.grease = seed % 2 == 0;
  spec.name_last = seed % 3 == 0;
  return wire::handshake(1, wire::client_hello(spec));
}

Delivery delivery_of(const Octets& stream) {
  Delivery delivery;
  delivery.stream = stream;
  delivery.hello_end = stream.size();
  return delivery;
}

std::vector<Piece> cut(std::size_t size, std::vector<std::size_t> cuts) {
  std::sort(cuts.begin(), cuts.end());
  std::vector<Piece> pieces;
  std::size_t from = 0;
  cuts.push_back(size);
  for (const std::size_t to : cuts) {
    if (to > from) pieces.push_back({from, to});
    from = std::max(from, to);
  }
  return pieces;
}

class Hellos : public testing::TestWithParam<std::size_t> {};

TEST_P(Hellos, EveryCutInTwoInBothOrdersWithAndWithoutSyn) {
  Delivery delivery = delivery_of(wire::tls_records(hello(GetParam())));
  const std::size_t size = delivery.hello_end;
  const std::size_t step = size > 3000 ? 37 : 1;
  for (std::size_t at = 1; at < size; at += step) {
    for (const bool syn : {true, false}) {
      delivery.syn = syn;
      delivery.server = at % 2 == 0;
      delivery.pieces = {{0, at}, {at, size}};
      ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
      delivery.pieces = {{at, size}, {0, at}};
      ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
    }
  }
}

TEST_P(Hellos, CutsInThreeInEveryOrder) {
  Delivery delivery = delivery_of(wire::tls_records(hello(GetParam())));
  const std::size_t size = delivery.hello_end;
  std::mt19937 random(7);
  const std::vector<std::size_t> edges = {1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 43, 44, 100};
  std::vector<std::pair<std::size_t, std::size_t>> cuts;
  for (const std::size_t a : edges) {
    for (const std::size_t b : edges) {
      if (a < b) cuts.emplace_back(a, b);
    }
    cuts.emplace_back(a, size - 1);
  }
  for (int i = 0; i < 60; ++i) {
    const std::size_t a = 1 + random() % (size - 2);
    cuts.emplace_back(a, a + 1 + random() % (size - a - 1));
  }
  for (const auto& [a, b] : cuts) {
    std::vector<Piece> pieces = {{0, a}, {a, b}, {b, size}};
    std::vector<int> order = {0, 1, 2};
    do {
      delivery.pieces.clear();
      for (const int i : order) delivery.pieces.push_back(pieces[static_cast<std::size_t>(i)]);
      delivery.syn = (a + b) % 2 == 0;
      ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST_P(Hellos, EveryCutOfTheRecords) {
  const Octets message = hello(GetParam());
  std::mt19937 random(11);
  for (std::size_t at = 1; at<message.size(); at += message.size()> 3000 ? 101 : 3) {
    Delivery delivery = delivery_of(wire::tls_records(message, {at}));
    delivery.pieces = {{0, delivery.hello_end}};
    ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
    // The cut of the records and a cut of the segments beside it, in the wrong order, no SYN.
    const std::size_t near = std::min(delivery.hello_end - 1, 5 + at + random() % 12);
    delivery.pieces = {{near, delivery.hello_end}, {0, near}};
    delivery.syn = false;
    ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
  }
}

TEST_P(Hellos, RecordsOfOneOctetEachInOneSegmentOrMany) {
  const Octets message = hello(GetParam());
  Delivery delivery = delivery_of(wire::tls_records(message, wire::every(1, message.size())));
  std::mt19937 random(5);
  // One IP packet holds at most 64 KiB.
  const std::size_t most = std::min(delivery.hello_end, std::size_t{60'000});
  for (const std::size_t piece : {most, std::size_t{1400}, std::size_t{100}}) {
    if (delivery.hello_end / piece > 200) continue;
    for (const bool syn : {true, false}) {
      delivery.syn = syn;
      delivery.pieces = cut(delivery.hello_end, wire::every(piece, delivery.hello_end));
      ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
      std::reverse(delivery.pieces.begin(), delivery.pieces.end());
      ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
      std::shuffle(delivery.pieces.begin(), delivery.pieces.end(), random);
      ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Hellos, testing::Values(200, 517, 1800, 16'000));

TEST(SplitProperty, SegmentsOfOneOctetInAnyOrder) {
  Delivery delivery = delivery_of(wire::tls_records(hello(300)));
  std::mt19937 random(2);
  delivery.pieces = cut(delivery.hello_end, wire::every(1, delivery.hello_end));
  for (const bool syn : {true, false}) {
    delivery.syn = syn;
    ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
    for (int i = 0; i < 10; ++i) {
      std::shuffle(delivery.pieces.begin(), delivery.pieces.end(), random);
      ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
    }
  }
}

TEST(SplitProperty, EveryLinkTypeAndTunnel) {
  for (const wire::Wrapping& wrapping : wire::all_wrappings()) {
    for (const bool six : {false, true}) {
      for (const bool syn : {true, false}) {
        Delivery delivery = delivery_of(wire::tls_records(hello(1800)));
        delivery.six = six;
        delivery.syn = syn;
        delivery.server = true;
        delivery.wrapping = &wrapping;
        const std::size_t size = delivery.hello_end;
        delivery.pieces = {{1200, size}, {0, 700}, {0, 700}, {600, 1200}};
        ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
      }
    }
  }
}

// What no table above thought of.
TEST(SplitProperty, SeededRandom) {
  const std::vector<wire::Wrapping> wrappings = wire::all_wrappings();
  for (unsigned seed = 0; seed < 3000; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const std::size_t size = 200 + (below(4) == 0 ? below(15'800) : below(2'000));
    const Octets message = hello(size, seed);
    std::vector<std::size_t> records;
    for (std::size_t n = below(6); n > 0; --n) records.push_back(1 + below(message.size() - 1));
    std::sort(records.begin(), records.end());
    records.erase(std::unique(records.begin(), records.end()), records.end());
    Delivery delivery = delivery_of(wire::tls_records(message, records));
    if (below(3) == 0) {
      delivery.stream = wire::operator+(delivery.stream, wire::change_cipher_spec());
    }
    const std::size_t whole = delivery.stream.size();
    std::vector<std::size_t> cuts;
    for (std::size_t n = below(9); n > 0; --n) cuts.push_back(1 + below(whole - 1));
    delivery.pieces = cut(whole, cuts);
    // Retransmissions with other cuts: overlaps.
    for (std::size_t n = below(4); n > 0; --n) {
      const std::size_t from = below(whole - 1);
      delivery.pieces.push_back({from, from + 1 + below(whole - from)});
    }
    if (below(2) == 0) std::shuffle(delivery.pieces.begin(), delivery.pieces.end(), random);
    delivery.syn = below(2) == 0;
    delivery.server = below(2) == 0;
    delivery.six = below(2) == 0;
    delivery.isn = below(2) == 0 ? static_cast<std::uint32_t>(random())
                                 : static_cast<std::uint32_t>(-below(3000));  // wraps
    if (below(2) == 0) delivery.wrapping = &wrappings[below(wrappings.size())];
    SCOPED_TRACE(seed);
    ASSERT_NO_FATAL_FAILURE(expect_one(delivery));
  }
}

TEST(SplitProperty, AHelloCutAtEveryOctetNamesNothing) {
  const Octets stream = wire::tls_records(hello(600));
  for (std::size_t size = 1; size < stream.size(); ++size) {
    for (const bool syn : {true, false}) {
      Tracked tracked;
      Connection connection(tracked);
      if (syn) connection.handshake();
      connection.client_says(0, Bytes(stream).first(size));
      connection.send(wire::Side::client, connection.client_isn + static_cast<std::uint32_t>(size),
                      {}, {.fin = true, .ack = true});
      tracked.tracker.finish();
      ASSERT_TRUE(tracked.told.empty()) << tracked.told.front() << " from " << size << " octets";
    }
  }
}

}  // namespace
}  // namespace cutoffd::track::split_property_test
