// Watchlists that must be signed, as they are loaded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"
#include "test_files.h"

namespace cutoffd::config::watchlist_keys_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Of tests/unit/config/signature_test.cc's pair.
constexpr const char* kKeyLine =
    "watchlist_keys: [RWR8a6lcAzPWoqRr5WoUPLTQ8pB7/SoAh9C6Bro1jDJxUNaGwnUGvfys]\n";

TEST(WatchlistKeys, MakeASignatureNecessaryButOfShippedLists) {
  TestFiles files;
  files.write_vendor();
  EXPECT_THAT(files.mistakes(kKeyLine),
              ElementsAre(HasSubstr("watchlists/acme.yaml: found no signature that can be read in "
                                    "acme.yaml.minisig")));
  LoadRequest request{files.write("cutoffd.yaml", kKeyLine), {files.directory()}, {}};
  request.shipped = files.directory();
  EXPECT_THAT(files.texts(load(request)), IsEmpty());
  files.write("watchlists/acme.yaml.minisig", "nonsense");
  EXPECT_THAT(files.mistakes(kKeyLine),
              ElementsAre(HasSubstr("a signature that is none of minisign's")));
}

TEST(WatchlistKeys, ThatAreNoneAreMistakes) {
  TestFiles files;
  files.write_vendor();
  EXPECT_THAT(files.mistakes("watchlist_keys: [RWnonsense]\n"),
              Contains(HasSubstr("expected a public key of minisign's")));
}

}  // namespace
}  // namespace cutoffd::config::watchlist_keys_test
