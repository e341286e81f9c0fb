#include "tests/support/places.h"

namespace cutoffd::test {

std::filesystem::path source_folder() { return CUTOFFD_SOURCE_DIR; }
std::filesystem::path corpus_folder() { return CUTOFFD_CORPUS; }

}  // namespace cutoffd::test
