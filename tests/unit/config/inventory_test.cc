// The inventory: inline, from YAML and from CSV as spreadsheets export it, and what is wrong in it.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/test_files.h"

namespace cutoffd::config::inventory_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Inventory : public ::testing::Test {
 protected:
  void SetUp() override { files_.write_vendor(); }

  std::vector<rules::InventoryEntry> entries(std::string_view yaml) {
    auto loaded = files_.load_file(yaml);
    EXPECT_THAT(files_.texts(loaded), IsEmpty());
    return loaded.ok() ? loaded.value().inventory : std::vector<rules::InventoryEntry>{};
  }
  std::vector<rules::InventoryEntry> csv(std::string_view text) {
    files_.write("devices.csv", text);
    return entries("inventory: devices.csv\n");
  }
  std::vector<std::string> csv_mistakes(std::string_view text) {
    files_.write("devices.csv", text);
    return files_.mistakes("inventory: devices.csv\n");
  }

  TestFiles files_;
};

rules::InventoryEntry desk() {
  return {parse_mac("02:5a:17:00:00:17"),
          rules::AddressRange::parse("10.20.30.40"),
          "desk-17",
          "Anna Example",
          {"office", "windows"}};
}

TEST_F(Inventory, IsWrittenInline) {
  EXPECT_THAT(entries("inventory:\n"
                      "  - {mac: \"02:5a:17:00:00:17\", address: 10.20.30.40, name: desk-17,\n"
                      "     owner: Anna Example, tags: [office, windows]}\n"),
              ElementsAre(desk()));
}

TEST_F(Inventory, ComesFromFilesBesideWhatIsInline) {
  files_.write("a.yaml", "- {address: 10.1.0.0/16, tags: [lab]}\n");
  files_.write("b.csv", "mac,name\n02-5A-17-00-00-18,desk-18\n");
  const auto all = entries("inventory: [a.yaml, b.csv, {address: 10.0.0.9, name: nine}]\n");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].addresses, rules::AddressRange::parse("10.1.0.0-10.1.255.255"));
  EXPECT_EQ(all[1].mac, parse_mac("02:5a:17:00:00:18"));
  EXPECT_EQ(all[2].name, "nine");
}

TEST_F(Inventory, ReadsWhatSpreadsheetsExport) {
  EXPECT_THAT(csv("\xEF\xBB\xBFMAC ; IP Address; Name ;\"Owner\";Tags;Remark\r\n"
                  "02:5a:17:00:00:17;10.20.30.40;desk-17;\"Anna Example\";\"office, windows\";x\r\n"
                  ";;;;;\r\n"),
              ElementsAre(desk()));
  EXPECT_THAT(csv("name,owner,mac,address,tags\n"
                  "desk-17, Anna Example ,025A.1700.0017,10.20.30.40,office windows"),
              ElementsAre(desk()));
}

TEST_F(Inventory, KeepsQuotedSeparatorsLinesAndQuotes) {
  const auto all = csv("address,owner\n10.0.0.1,\"Example, \"\"Anna\"\"\nroom 4\"\n10.0.0.2,B\n");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].owner, "Example, \"Anna\"\nroom 4");
  EXPECT_EQ(all[1].owner, "B");
}

TEST_F(Inventory, TellsWhereACsvIsBroken) {
  EXPECT_THAT(csv_mistakes("mac,name\n02:5a:17:00:00:17,a\nnonsense,b\n"),
              ElementsAre(HasSubstr("devices.csv:3:1: [1].mac: found 'nonsense', expected a MAC")));
  EXPECT_THAT(csv_mistakes("address,name\n10.0.0.1,\"a\n"),
              ElementsAre(HasSubstr("devices.csv:2:10: found a quote that is never closed")));
  EXPECT_THAT(csv_mistakes("address,name\n10.0.0.1,\"a\"b\n"),
              ElementsAre(HasSubstr("devices.csv:2:13: found text after a closing quote")));
  EXPECT_THAT(csv_mistakes("address,name\n10.0.0.1,a,b\n"),
              ElementsAre(HasSubstr("devices.csv:2:12: found 'b', expected no more fields")));
  EXPECT_THAT(csv_mistakes("address,ownr\n10.0.0.1,a\n"),
              ElementsAre(HasSubstr("devices.csv:1:9: found 'ownr'")));
  EXPECT_THAT(csv_mistakes("address,ip\n10.0.0.1,10.0.0.2\n"),
              ElementsAre(HasSubstr("each column once")));
  EXPECT_THAT(csv_mistakes("10.0.0.1,desk\n"), ElementsAre(HasSubstr("names of columns")));
  EXPECT_THAT(csv_mistakes("address,name\n10.0.0.1,M\xFCller\n"),
              ElementsAre(HasSubstr("devices.csv:2:11: found octets that are not UTF-8")));
  EXPECT_THAT(csv_mistakes("name,owner\na,b\n"),
              ElementsAre(HasSubstr("devices.csv:2:1: [0]: found neither mac nor address")));
}

TEST_F(Inventory, TellsWhereAYamlFileIsBroken) {
  files_.write("a.yaml", "- {mac: \"01:00:5e:00:00:01\"}\n- {adress: 10.0.0.1}\n- file.csv\n");
  EXPECT_THAT(files_.mistakes("inventory: a.yaml\n"),
              ElementsAre(HasSubstr("a.yaml:1:9: [0].mac: found '01:00:5e:00:00:01'"),
                          HasSubstr("did you mean 'address'?"),
                          HasSubstr("a.yaml:3:3: [2]: found 'file.csv', expected a device")));
  files_.write("b.yaml", "devices: []\n");
  EXPECT_THAT(files_.mistakes("inventory: b.yaml\n"), ElementsAre(HasSubstr("a list of devices")));
  EXPECT_THAT(files_.mistakes("inventory: absent.csv\n"), ElementsAre(HasSubstr("absent.csv")));
  EXPECT_THAT(files_.mistakes("inventory: devices.xlsx\n"),
              ElementsAre(HasSubstr("a file ending in .yaml or .csv")));
}

TEST_F(Inventory, ListsEachMacAndAddressOnce) {
  EXPECT_THAT(
      csv_mistakes("address,name\n10.0.0.1,a\n10.0.0.1,b\n"),
      ElementsAre(::testing::AllOf(HasSubstr("devices.csv:3:1"), HasSubstr("devices.csv:2"))));
}

TEST_F(Inventory, ARuleMayNameWhatItLists) {
  const std::string rules =
      "inventory: [{address: 10.0.0.1, name: desk, tags: [lab]}]\n"
      "interfaces: [eth0]\n"
      "rules:\n"
      "  - name: a\n"
      "    determination: order\n"
      "    scope:\n";
  EXPECT_THAT(files_.mistakes(rules + "      {networks: [10.0.0.0/8], vlans: [30], devices: [desk, "
                                      "10.0.0.7], tags: [lab], interfaces: [eth0],\n"
                                      "       exclude: {tags: [lab]}}\n"),
              IsEmpty());
  EXPECT_THAT(files_.mistakes(rules + "      {devices: [disk], exclude: {tags: [lob], interfaces: "
                                      "[eth1]}}\n"),
              ElementsAre(HasSubstr("rules[0].scope.devices[0]: found 'disk'"),
                          HasSubstr("rules[0].scope.exclude.tags[0]: found 'lob'"),
                          HasSubstr("rules[0].scope.exclude.interfaces[0]: found 'eth1'")));
  EXPECT_THAT(files_.mistakes(rules + "      {vlans: [4095]}\n"), ElementsAre(HasSubstr("4094")));
}

}  // namespace
}  // namespace cutoffd::config::inventory_test
