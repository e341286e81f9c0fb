#include "daemon/list_age.h"

#include <gtest/gtest.h>

namespace cutoffd::list_age_test {
namespace {

rules::Watchlist dated(const char* date) {
  rules::Watchlist list;
  list.date = date;
  return list;
}

TEST(ListAge, IsThatOfTheOldestList) {
  const Instant now = parse_rfc3339("2026-12-03T12:00:00Z").value();
  const rules::Watchlists lists{dated("2026-11-23"), dated("2026-12-01")};
  EXPECT_EQ(oldest_list_days(lists, now), 10);
}

TEST(ListAge, AListYoungerThanThePacketsIsNotOld) {
  const rules::Watchlists lists{dated("2026-11-23")};
  EXPECT_EQ(oldest_list_days(lists, parse_rfc3339("2024-10-01T00:00:00Z").value()), 0);
}

TEST(ListAge, WithoutListsThereIsNone) {
  EXPECT_FALSE(oldest_list_days({}, parse_rfc3339("2024-10-01T00:00:00Z").value()));
}

}  // namespace
}  // namespace cutoffd::list_age_test
