#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "config/node.h"

namespace cutoffd::config::yaml_test {
namespace {

struct Parsed {
  explicit Parsed(std::string_view yaml) : document(parse_yaml(yaml, "f.yaml", errors)) {}
  std::vector<ConfigError> errors;
  Document document;

  [[nodiscard]] const Node& root() const { return document.root; }
  // The only mistake.
  [[nodiscard]] std::string mistake() const {
    return errors.size() == 1 ? text(errors.front()) : std::to_string(errors.size()) + " mistakes";
  }
};

TEST(Yaml, EveryValueKnowsItsPlace) {
  const Parsed parsed("a: 1\nb:\n  - x\n  - {c: y}\n");
  ASSERT_TRUE(parsed.errors.empty());
  const Node& b = *parsed.root().find("b");
  EXPECT_EQ(b.items[0].at.line, 3U);
  EXPECT_EQ(b.items[0].at.column, 5U);
  const Node& c = *b.items[1].find("c");
  EXPECT_EQ(c.text, "y");
  EXPECT_EQ(c.at.line, 4U);
  EXPECT_EQ(c.at.column, 9U);
  EXPECT_EQ(*c.at.file, "f.yaml");
}

TEST(Yaml, FileOfCommentsIsNothing) {
  const Parsed parsed("# nothing\n# at all\n");
  EXPECT_TRUE(parsed.errors.empty());
  EXPECT_EQ(parsed.root().type, Node::Type::nothing);
  EXPECT_FALSE(parsed.document.broken);
}

TEST(Yaml, RepeatedKeyIsToldAtItsSecondPlace) {
  const Parsed parsed("a: 1\nb: 2\nc: {x: 1, y: 2, x: 3}\na: 4\n");
  ASSERT_EQ(parsed.errors.size(), 2U);
  EXPECT_EQ(text(parsed.errors[0]),
            "f.yaml:3:17: found 'x', expected each key once; it stands in line 3 too");
  EXPECT_EQ(text(parsed.errors[1]),
            "f.yaml:4:1: found 'a', expected each key once; it stands in line 1 too");
  ASSERT_EQ(parsed.document.root.keys.size(), 3U) << "the first stays";
  EXPECT_EQ(parsed.document.root.items[0].text, "1");
  const Node& inner = parsed.document.root.items[2];
  ASSERT_EQ(inner.items.size(), 2U);
  EXPECT_EQ(inner.items[1].text, "2");
}

TEST(Yaml, SyntaxErrorShowsTheLine) {
  const Parsed parsed("a: 1\nb: [1, 2\nc: 3\n");
  EXPECT_TRUE(parsed.document.broken);
  ASSERT_EQ(parsed.errors.size(), 1U);
  EXPECT_EQ(parsed.errors[0].line, 3U);
  EXPECT_EQ(parsed.errors[0].found, "'c: 3'");
  EXPECT_NE(parsed.errors[0].expected.find("valid YAML"), std::string::npos);
}

// The parser quotes the character that it does not know; a line feed among them broke the message.
TEST(Yaml, TheParsersWordsStayOnOneLine) {
  for (int octet = 0; octet < ' '; ++octet) {
    const Parsed parsed("a: \"\\" + std::string(1, static_cast<char>(octet)) + "\"\n");
    for (const ConfigError& error : parsed.errors) {
      for (const char c : text(error)) EXPECT_GE(c, ' ') << "octet " << octet;
    }
  }
}

TEST(Yaml, AnchorsAndAliasesAreRefusedRatherThanExpanded) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb +=
        "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + ", " + last + "]\n";
  }
  const Parsed parsed(bomb);
  EXPECT_EQ(parsed.errors.size(), 30U + 2 * 29U);
  EXPECT_EQ(text(parsed.errors.front()),
            "f.yaml:1:5: found '&a0', expected the value without an anchor");
}

TEST(Yaml, TagsAreRefused) {
  EXPECT_EQ(Parsed("a: !!int 1\n").mistake(),
            "f.yaml:1:4: found the tag 'tag:yaml.org,2002:int', expected the value without a tag");
  EXPECT_TRUE(Parsed("a: '1'\nb: \"2\"\nc: |\n  text\n").errors.empty());
}

TEST(Yaml, SecondDocumentIsRefused) {
  EXPECT_EQ(Parsed("a: 1\n---\nb: 2\n").mistake(),
            "f.yaml:3:1: found a second document, expected one document a file");
}

TEST(Yaml, DepthIsBounded) {
  for (const int depth : {17, 400, 600, 100'000}) {
    const Parsed parsed(std::string(static_cast<std::size_t>(depth), '['));
    EXPECT_TRUE(parsed.document.broken) << depth;
    EXPECT_EQ(parsed.errors.size(), 1U) << depth;
  }
  EXPECT_TRUE(Parsed(std::string(16, '[') + std::string(16, ']')).errors.empty());
}

TEST(Yaml, SizeIsBounded) {
  const Parsed parsed(std::string(kMaxFileOctets + 1, ' '));
  EXPECT_TRUE(parsed.document.broken);
  EXPECT_EQ(parsed.mistake(), "f.yaml: found 67108865 octets, expected at most 67108864");
}

TEST(Yaml, KeysMustBeTexts) {
  EXPECT_EQ(Parsed("? [a, b]\n: 1\n").mistake(), "f.yaml:1:3: found a list, expected a key");
  EXPECT_EQ(Parsed("? {a: b}\n: 1\n").mistake(), "f.yaml:1:3: found a map, expected a key");
}

TEST(Yaml, OffendingTextIsShownShortAndOnOneLine) {
  EXPECT_EQ(in_quotes("a\nb\x1b[31m"), "'a b [31m'");
  EXPECT_EQ(in_quotes(std::string(100, 'a')), "'" + std::string(60, 'a') + "…'");
}

}  // namespace
}  // namespace cutoffd::config::yaml_test
