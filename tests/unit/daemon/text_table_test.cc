#include "daemon/text_table.h"

#include <gtest/gtest.h>

namespace cutoffd::text_table_test {
namespace {

TEST(TextTable, AlignsColumnsAndLeavesNoBlanksAtTheEnd) {
  TextTable table({"NAME", "N"});
  table.add({"a", "1"});
  table.add(
      {"gr\xc3\xbc\xc3\x9f"
       "e",
       "22"});
  std::string out;
  table.append_to(out);
  EXPECT_EQ(out,
            "NAME   N\na      1\ngr\xc3\xbc\xc3\x9f"
            "e  22\n");
}

}  // namespace
}  // namespace cutoffd::text_table_test
