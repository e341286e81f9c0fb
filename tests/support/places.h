// Where a test finds the files of the tree and, where there are any, real captures.
//
// The folders are compiled into one object: all others are the same wherever the tree lies, and are
// taken from the compiler cache by a build elsewhere. Threads: any.
#pragma once

#include <filesystem>

namespace cutoffd::test {

std::filesystem::path source_folder();
// May not exist: tests that need it skip with a notice.
std::filesystem::path corpus_folder();

}  // namespace cutoffd::test
