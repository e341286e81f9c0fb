// Files of plain names that a watchlist's entries refer to.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/signature.h"
#include "watchlist_files.h"

namespace cutoffd::config::names_file_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Match = rules::NamePattern::Match;

class NamesFiles : public WatchlistFiles {
 protected:
  void write_names(const std::string& text) { files_.write("watchlists/acme.names", text); }
};

std::vector<std::string> texts_of(const rules::Watchlist& list) {
  std::vector<std::string> all;
  for (const rules::WatchEntry& entry : list.entries) {
    all.push_back(std::get<rules::NamePattern>(entry.mark).text);
  }
  return all;
}

TEST_F(NamesFiles, EachNameIsAnEntryOfItsOwn) {
  write_names(
      "# Names of Acme's\n\nA.acme.example\n  b.acme.example\t# the "
      "second\r\n#c.example\nd.example");
  const rules::Watchlist list = read(
      "  - {exact: first.acme.example, service: training}\n"
      "  - {exact_file: acme.names, service: update, source: page, quiet: true}\n"
      "  - {exact: last.acme.example, service: training}\n");
  EXPECT_THAT(texts_of(list), ElementsAre("first.acme.example", "a.acme.example", "b.acme.example",
                                          "d.example", "last.acme.example"));
  for (std::size_t i = 1; i <= 3; ++i) {
    const rules::WatchEntry& entry = list.entries.at(i);
    EXPECT_EQ(std::get<rules::NamePattern>(entry.mark).match, Match::exact);
    EXPECT_EQ(entry.service, "update");
    EXPECT_EQ(entry.about().source, "https://a.example/p");
    EXPECT_EQ(entry.about().retrieved, "2026-02-03");
    EXPECT_TRUE(entry.quiet);
    EXPECT_EQ(entry.line, list.entries.front().line + 1);
  }
  EXPECT_EQ(list.entries.back().service, "training");
}

TEST_F(NamesFiles, ASuffixsLinesAreReadAsAfterSuffix) {
  write_names("acme.example\n*.upd.acme.example\n");
  const rules::Watchlist list = read("  - {suffix_file: acme.names, service: update}\n");
  EXPECT_THAT(texts_of(list), ElementsAre("acme.example", "*.upd.acme.example"));
  EXPECT_EQ(std::get<rules::NamePattern>(list.entries.at(0).mark).match, Match::suffix);
}

TEST_F(NamesFiles, WhatIsNoNameIsToldWithItsPlace) {
  write_names("a.example\n*.b.example\n 0.0.0.0 c.example\n192.0.2.1\nhttps://d.example/\n");
  EXPECT_THAT(mistakes("  - {exact_file: acme.names, service: update}\n"),
              ElementsAre(HasSubstr("watchlists/acme.names:2:1: found '*.b.example'"),
                          HasSubstr("watchlists/acme.names:3:2: found '0.0.0.0 c.example'"),
                          HasSubstr("watchlists/acme.names:4:1: found '192.0.2.1'"),
                          HasSubstr("watchlists/acme.names:5:1: found 'https://d.example/'")));
}

TEST_F(NamesFiles, AFileThatIsNoListOfNamesIsToldInTenLines) {
  std::string noise;
  for (int i = 0; i < 1000; ++i) noise += std::string("\x01\xff\0 ?\n", 6);
  write_names(noise);
  EXPECT_THAT(mistakes("  - {exact_file: acme.names, service: update}\n"), SizeIs(10));
  write_names("# nothing\n\n");
  EXPECT_THAT(mistakes("  - {exact_file: acme.names, service: update}\n"),
              ElementsAre(HasSubstr("acme.names: found no name, expected a name a line")));
}

TEST_F(NamesFiles, LieBesideTheListAndNowhereElse) {
  for (const char* name : {"../acme.names", "/etc/passwd", ".acme", "-a", "a/b", "\"a b\""}) {
    EXPECT_THAT(mistakes("  - {exact_file: " + std::string(name) + ", service: update}\n"),
                ElementsAre(HasSubstr("expected the name of a file beside the list")))
        << name;
  }
  EXPECT_THAT(mistakes("  - {exact_file: absent.names, service: update}\n"),
              ElementsAre(HasSubstr("watchlists/absent.names: found No such file")));
}

TEST_F(NamesFiles, AnotherContentThanTheDigestsIsRefused) {
  write_names("a.example\n");
  const std::string digest = sha256_of("a.example\n");
  const std::string entry =
      "  - {exact_file: acme.names, service: update, sha256: " + digest + "}\n";
  EXPECT_THAT(read(entry).entries, SizeIs(1));
  write_names("a.example\nb.example\n");
  EXPECT_THAT(mistakes(entry), ElementsAre(HasSubstr("acme.names: found another content")));
  EXPECT_THAT(mistakes("  - {exact: a.example, service: update, sha256: " + digest + "}\n"),
              ElementsAre(HasSubstr("expected a file of names in the same entry")));
  EXPECT_THAT(mistakes("  - {exact_file: acme.names, service: update, sha256: abc}\n"),
              ElementsAre(HasSubstr("expected 64 hex digits in lower case")));
}

TEST(Digest, IsThatOfEveryOtherProgram) {
  // RFC 6234's and NIST's example.
  EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace cutoffd::config::names_file_test
