// Names on the wire: what a name says does not depend on how it is compressed, and nothing that a
// sender writes makes the reader loop, run on or cut a name.
#include "capture/dissect/dns_name.h"

#include <map>
#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/capture/dissect/dns_writer.h"

namespace cutoffd::dissect::dns_name_test {
namespace {

// A message of a header of zeros and what follows it.
Octets behind_header(const Octets& rest) {
  Octets out(kDnsHeader);
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

Octets joined(std::initializer_list<Octets> parts) {
  Octets out;
  for (const Octets& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

class DnsNameTest : public ::testing::Test {
 protected:
  NameFault read(const Octets& message, std::size_t offset) {
    message_ = message;
    reader_.start(message_);
    return read_next(offset);
  }
  NameFault read_next(std::size_t offset) {
    after_ = offset;
    name_ = {};
    return reader_.read(after_, name_);
  }

  Octets message_;
  std::unique_ptr<NameArena> arena_ = std::make_unique<NameArena>();
  NameReader reader_{*arena_};
  ObservedName name_;
  std::size_t after_ = 0;
};

TEST_F(DnsNameTest, AnOrdinaryNameIsFoldedAndEndsBehindItsRoot) {
  const Octets message = behind_header(wire_name("WwW.Example.ORG"));
  ASSERT_EQ(read(message, 12), NameFault::none);
  EXPECT_EQ(name_.text, "www.example.org");
  EXPECT_EQ(name_.form, NameForm::domain);
  EXPECT_EQ(after_, message.size());
}

TEST_F(DnsNameTest, TheRootIsAnEmptyDomain) {
  ASSERT_EQ(read(behind_header({0}), 12), NameFault::none);
  EXPECT_EQ(name_.text, "");
  EXPECT_EQ(name_.form, NameForm::domain);
  EXPECT_EQ(after_, 13U);
}

TEST_F(DnsNameTest, APointerGivesTheNameItLeadsToAndEndsBehindItself) {
  const Octets message =
      behind_header(joined({wire_name("a.example.org"), wire_pointer(14, "b"), {0xff}}));
  ASSERT_EQ(read(message, 12), NameFault::none);
  const std::size_t second = after_;
  ASSERT_EQ(read_next(second), NameFault::none);
  EXPECT_EQ(name_.text, "b.example.org");
  EXPECT_EQ(after_, second + 4);
}

TEST_F(DnsNameTest, AChainOfPointersIsFollowed) {
  Octets rest = wire_name("org");
  for (std::size_t i = 0; i < 100; ++i) {
    const Octets pointer = wire_pointer(i == 0 ? 12 : 12 + 5 + 2 * (i - 1));
    rest.insert(rest.end(), pointer.begin(), pointer.end());
  }
  const Octets message = behind_header(rest);
  ASSERT_EQ(read(message, message.size() - 2), NameFault::none);
  EXPECT_EQ(name_.text, "org");
}

// 8.8.8.8 answers questions whose name is a pointer to the next question's.
TEST_F(DnsNameTest, APointerForwardsIsFollowed) {
  const Octets message = behind_header(joined({wire_pointer(14), wire_name("example.org")}));
  ASSERT_EQ(read(message, 12), NameFault::none);
  EXPECT_EQ(name_.text, "example.org");
  EXPECT_EQ(after_, 14U);
}

TEST_F(DnsNameTest, APointerToItselfIntoTheHeaderOrBeyondTheMessageIsMalformed) {
  const Octets message = behind_header(joined({wire_name("org"), Octets(40)}));
  for (const std::size_t target :
       {std::size_t{17}, message.size(), std::size_t{0x3fff}, std::size_t{0}, std::size_t{11}}) {
    Octets bad = message;
    const Octets pointer = wire_pointer(target);
    std::copy(pointer.begin(), pointer.end(), bad.begin() + 17);
    EXPECT_EQ(read(bad, 17), NameFault::malformed) << target;
    EXPECT_EQ(after_, 17U) << "a fault moves nothing";
  }
}

TEST_F(DnsNameTest, TwoPointersToEachOtherAreMalformed) {
  const Octets message = behind_header(joined({wire_pointer(14), wire_pointer(12), {0}}));
  EXPECT_EQ(read(message, 12), NameFault::malformed);
  EXPECT_EQ(read(message, 14), NameFault::malformed);
}

TEST_F(DnsNameTest, ALabelThatComesAroundAgainEndsAsTooLong) {
  // At 12: label "a", then at 14 a pointer to 12: a.a.a.…
  const Octets message = behind_header(joined({wire_pointer(12, "a"), {0}}));
  EXPECT_EQ(read(message, 12), NameFault::too_long);
  EXPECT_EQ(read(message, 14), NameFault::too_long);
}

TEST_F(DnsNameTest, AsManyPointersAsAMessageHoldsCostLittleAndAreMalformed) {
  Octets rest{0};
  while (kDnsHeader + rest.size() + 2 <= 0x4000) {
    const Octets pointer = wire_pointer(rest.size() == 1 ? 12 : 12 + rest.size() - 2);
    rest.insert(rest.end(), pointer.begin(), pointer.end());
  }
  const Octets message = behind_header(rest);
  EXPECT_EQ(read(message, message.size() - 2), NameFault::malformed);
}

TEST_F(DnsNameTest, LabelTypesThatWereNeverInUseAreMalformed) {
  for (const std::uint8_t type : {std::uint8_t{0x40}, std::uint8_t{0x80}, std::uint8_t{0xbf}}) {
    EXPECT_EQ(read(behind_header(joined({{type}, Octets(80)})), 12), NameFault::malformed);
  }
}

TEST_F(DnsNameTest, ALabelOf63OctetsIsWholeAnd64IsNone) {
  const std::string longest(63, 'x');
  ASSERT_EQ(read(behind_header(wire_name(longest + ".org")), 12), NameFault::none);
  EXPECT_EQ(name_.text, longest + ".org");
  EXPECT_EQ(read(behind_header(wire_name(longest + "x.org")), 12), NameFault::malformed);
}

TEST_F(DnsNameTest, A255OctetNameIsWholeAnd256IsTooLong) {
  const std::string label(63, 'x');
  const std::string longest = label + '.' + label + '.' + label + '.' + std::string(61, 'y');
  ASSERT_EQ(wire_name(longest).size(), 255U);
  ASSERT_EQ(read(behind_header(wire_name(longest)), 12), NameFault::none);
  EXPECT_EQ(name_.text, longest);
  EXPECT_EQ(name_.text.size(), DomainName::kMaxText);
  EXPECT_EQ(read(behind_header(wire_name(longest + 'y')), 12), NameFault::too_long);
}

TEST_F(DnsNameTest, TheLimitOf255CountsThroughPointers) {
  const std::string label(63, 'x');
  const std::string tail = label + '.' + label + '.' + label + '.' + std::string(59, 'y');
  Octets rest = wire_name(tail);
  ASSERT_EQ(rest.size(), 253U);
  const std::size_t one = 12 + rest.size();
  rest = joined({rest, wire_pointer(12, "a"), wire_pointer(12, "ab")});
  ASSERT_EQ(read(behind_header(rest), one), NameFault::none);
  EXPECT_EQ(name_.text, "a." + tail);
  EXPECT_EQ(read(behind_header(rest), one + 4), NameFault::too_long);
}

TEST_F(DnsNameTest, EachPrefixOfANameIsCut) {
  const Octets message = behind_header(joined({wire_name("example.org"), wire_pointer(12, "www")}));
  for (std::size_t size = 25; size < message.size(); ++size) {
    EXPECT_EQ(
        read(Octets(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size)), 25),
        NameFault::cut)
        << size;
  }
  EXPECT_EQ(read(message, 25), NameFault::none);
}

TEST_F(DnsNameTest, OddOctetsAreEscapedAndKeptApart) {
  struct Case {
    Octets wire;
    std::string text;
  };
  const Case cases[] = {
      {{3, 'a', '.', 'b', 3, 'o', 'r', 'g', 0}, "a\\.b.org"},
      {{3, 'a', ' ', 'B', 0}, "a\\032b"},
      {{2, 0, 0xff, 0}, "\\000\\255"},
      {{3, '\\', '"', 0x7f, 0}, "\\\\\\\"\\127"},
      {{1, '.', 0}, "\\."},
      {{9, 'A', 'A', 'A', 'A', 'A', 'A', 'A', 'A', 0xc3, 0}, "aaaaaaaa\\195"},
  };
  for (const Case& c : cases) {
    ASSERT_EQ(read(behind_header(c.wire), 12), NameFault::none) << c.text;
    EXPECT_EQ(name_.text, c.text);
    EXPECT_EQ(name_.form, NameForm::odd);
  }
}

// The fast way over ordinary labels and LabelWriter say the same, for every octet at every place.
TEST_F(DnsNameTest, EveryOctetAtEveryPlaceOfALabelIsTreatedAsTheLabelWriterDoes) {
  for (std::size_t length = 1; length <= 17; ++length) {
    for (std::size_t place = 0; place < length; ++place) {
      for (unsigned octet = 0; octet < 256; ++octet) {
        Octets label(length, 'q');
        label[place] = static_cast<std::uint8_t>(octet);
        NameText text;
        LabelWriter writer(text);
        ASSERT_TRUE(writer.add(label));
        const Octets message =
            behind_header(joined({{static_cast<std::uint8_t>(length)}, label, {0}}));
        ASSERT_EQ(read(message, 12), NameFault::none);
        ASSERT_EQ(name_.text, writer.finish().text) << length << ' ' << place << ' ' << octet;
        ASSERT_EQ(name_.form, writer.finish().form) << length << ' ' << place << ' ' << octet;
      }
    }
  }
}

// Writes names as servers may: letters in any case, and at each label perhaps a pointer to a place
// where the rest of the name stands already.
class RandomWriter {
 public:
  explicit RandomWriter(unsigned seed) : random_(seed) {}

  // Of few labels, so that names share their ends.
  std::string name() {
    std::string name;
    for (std::size_t labels = below(7); labels > 0; --labels) {
      const std::string label(1 + below(18), "ab-_9z"[below(6)]);
      name = name.empty() ? label : label + '.' + name;
    }
    return name;
  }
  void write(std::string_view name) {
    while (!name.empty()) {
      const auto before = places_.find(std::string(name));
      if (before != places_.end() && below(2) == 0) {
        const Octets pointer = wire_pointer(before->second);
        message_.insert(message_.end(), pointer.begin(), pointer.end());
        return;
      }
      places_.emplace(name, message_.size());
      const std::size_t length = std::min(name.find('.'), name.size());
      message_.push_back(static_cast<std::uint8_t>(length));
      for (const char c : name.substr(0, length)) {
        const bool upper = c >= 'a' && c <= 'z' && below(2) == 0;
        message_.push_back(static_cast<std::uint8_t>(upper ? c - 32 : c));
      }
      name.remove_prefix(std::min(name.size(), length + 1));
    }
    message_.push_back(0);
  }
  [[nodiscard]] const Octets& message() const { return message_; }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  std::mt19937 random_;
  Octets message_ = Octets(kDnsHeader);
  std::map<std::string, std::size_t> places_;
};

TEST_F(DnsNameTest, RandomNamesComeBackHoweverTheyAreCompressed) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    RandomWriter writer(seed);
    std::vector<std::string> names;
    for (int i = 0; i < 30; ++i) {
      names.push_back(writer.name());
      writer.write(names.back());
    }
    ASSERT_LT(writer.message().size(), 0x4000U);
    reader_.start(writer.message());
    std::size_t offset = kDnsHeader;
    for (const std::string& name : names) {
      ASSERT_EQ(read_next(offset), NameFault::none) << "seed " << seed;
      ASSERT_EQ(name_.text, name) << "seed " << seed;
      ASSERT_EQ(name_.form, NameForm::domain);
      offset = after_;
    }
    ASSERT_EQ(offset, writer.message().size());
  }
}

TEST_F(DnsNameTest, AFullArenaTakesNoFurtherName) {
  const Octets message =
      behind_header(joined({wire_name("example.org"), wire_name(std::string(63, 'x'))}));
  reader_.start(message);
  message_ = message;
  NameFault fault = NameFault::none;
  int read = 0;
  while (fault == NameFault::none && read < 10'000) {
    fault = read_next(25);
    ++read;
  }
  EXPECT_EQ(fault, NameFault::no_room);
  EXPECT_GT(read, 900) << "64 KiB hold about a thousand names of 63 octets";
  EXPECT_EQ(after_, 25U) << "a fault moves nothing";
}

TEST(StepOverName, EndsBehindAnythingThatIsBuiltLikeAName) {
  const std::string label(63, 'x');
  const Octets long_name = wire_name(label + '.' + label + '.' + label + '.' + label + '.' + label);
  const Octets message = behind_header(joined({long_name, wire_pointer(0, "a"), {0x3f, 'x'}}));
  std::size_t offset = 12;
  EXPECT_EQ(step_over_name(message, offset), NameFault::none) << "too long";
  EXPECT_EQ(offset, 12 + long_name.size());
  EXPECT_EQ(step_over_name(message, offset), NameFault::none) << "a pointer to nowhere";
  EXPECT_EQ(offset, 12 + long_name.size() + 4);
  EXPECT_EQ(step_over_name(message, offset), NameFault::cut);
  EXPECT_EQ(step_over_name(Octets{0xc0}, offset = 0), NameFault::cut);
  EXPECT_EQ(step_over_name(Octets{0x40, 0, 0}, offset = 0), NameFault::malformed);
  EXPECT_EQ(offset, 0U);
}

TEST(SkipName, EndsWhereReadingWouldEnd) {
  const Octets message = behind_header(joined({wire_name("example.org"), wire_pointer(12, "www")}));
  std::size_t offset = 12;
  EXPECT_EQ(skip_name(message, offset), NameFault::none);
  EXPECT_EQ(offset, 25U);
  EXPECT_EQ(skip_name(message, offset), NameFault::none);
  EXPECT_EQ(offset, message.size());
  EXPECT_EQ(skip_name(message, offset), NameFault::cut);
  EXPECT_EQ(offset, message.size());
}

}  // namespace
}  // namespace cutoffd::dissect::dns_name_test
