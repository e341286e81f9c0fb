#include "core/domain_name.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace cutoffd::domain_name_test {
namespace {

TEST(DomainName, FoldsCaseAndDropsOneTrailingDot) {
  EXPECT_EQ(DomainName::from_text("S07.UPD.Vendor.EXAMPLE.")->view(), "s07.upd.vendor.example");
  EXPECT_TRUE(DomainName::from_text(".")->is_root());
  EXPECT_TRUE(DomainName::from_text("")->is_root());
  EXPECT_EQ(DomainName::from_text("_dns.example")->label_count(), 2U);
}

TEST(DomainName, WhatIsTooLongOrOddIsNoNameAndIsNeverCut) {
  const std::string label63(63, 'a');
  EXPECT_TRUE(DomainName::from_text(label63 + ".example"));
  EXPECT_FALSE(DomainName::from_text(label63 + "a.example"));
  const std::string name253 = label63 + "." + label63 + "." + label63 + "." + std::string(61, 'a');
  EXPECT_EQ(name253.size(), 253U);
  EXPECT_TRUE(DomainName::from_text(name253));
  EXPECT_FALSE(DomainName::from_text(name253 + "a"));
  for (const char* text :
       {"a..b", ".a", "a b", "a\tb", "a\\b", "a\"b", "\xc3\xa4.example", "a.\x7f"}) {
    EXPECT_FALSE(DomainName::from_text(text)) << text;
  }
}

TEST(DomainName, IsBelowByWholeLabels) {
  const auto below = [](const char* name, const char* ancestor) {
    return DomainName::from_text(name)->is_at_or_below(*DomainName::from_text(ancestor));
  };
  EXPECT_TRUE(below("vendor.example", "vendor.example"));
  EXPECT_TRUE(below("a.vendor.example", "vendor.example"));
  EXPECT_FALSE(below("badvendor.example", "vendor.example"));
  EXPECT_FALSE(below("vendor.example.evil.test", "vendor.example"));
  EXPECT_FALSE(below("example", "vendor.example"));
  EXPECT_TRUE(below("anything", "."));
}

ObservedName host(std::string_view text, NameText& storage) {
  return observe_host(as_bytes(text), storage).value();
}

TEST(ObservedName, AHostIsJudgedForWhatItIs) {
  NameText storage;
  EXPECT_EQ(host("WWW.Example.COM.", storage).text, "www.example.com");
  EXPECT_EQ(host("www.example.com", storage).form, NameForm::domain);
  EXPECT_EQ(host("192.0.2.1", storage).form, NameForm::address);
  EXPECT_FALSE(host("192.0.2.1", storage).domain()) << "an address is shown, never matched";
  EXPECT_EQ(host("[2001:DB8::1]", storage).text, "2001:db8::1");
  EXPECT_EQ(host("a b.example", storage).text, "a\\032b.example");
  EXPECT_EQ(host("a b.example", storage).form, NameForm::odd);
  EXPECT_EQ(host(std::string_view("nul\0name", 8), storage).text, "nul\\000name");
  EXPECT_FALSE(observe_host({}, storage));
}

TEST(ObservedName, ANameTooLongToBeOneIsOddAndWhole) {
  NameText storage;
  const std::string longer(300, 'a');
  const ObservedName name = host(longer, storage);
  EXPECT_EQ(name.form, NameForm::odd);
  EXPECT_EQ(name.text, longer);
  EXPECT_FALSE(observe_host(as_bytes(std::string(5000, 'a')), storage)) << "or not there at all";
}

TEST(LabelWriter, ADotInsideALabelIsNotTwoLabels) {
  NameText storage;
  LabelWriter writer(storage);
  ASSERT_TRUE(writer.add(as_bytes("a.b")));
  ASSERT_TRUE(writer.add(as_bytes("Example")));
  const ObservedName name = writer.finish();
  EXPECT_EQ(name.text, "a\\.b.example");
  EXPECT_EQ(name.form, NameForm::odd);
}

TEST(LabelWriter, EveryOctetIsKeptApart) {
  // No two different labels of one octet give the same text, but for the case of letters.
  std::set<std::string> texts;
  for (int octet = 0; octet < 256; ++octet) {
    NameText storage;
    LabelWriter writer(storage);
    const std::uint8_t one[] = {static_cast<std::uint8_t>(octet)};
    ASSERT_TRUE(writer.add(one));
    texts.emplace(writer.finish().text);
  }
  EXPECT_EQ(texts.size(), 256U - 26U);
}

TEST(LabelWriter, ANameOfMoreThan255OctetsIsRefused) {
  NameText storage;
  LabelWriter writer(storage);
  const std::string label(63, 'x');
  EXPECT_TRUE(writer.add(as_bytes(label)));
  EXPECT_TRUE(writer.add(as_bytes(label)));
  EXPECT_TRUE(writer.add(as_bytes(label)));
  EXPECT_FALSE(writer.add(as_bytes(label))) << "4 * 64 + 1 octets";
}

}  // namespace
}  // namespace cutoffd::domain_name_test
