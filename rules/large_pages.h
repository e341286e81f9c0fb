// Room for a large table in large pages, where the kernel has any.
//
// A table of some 64 MiB that is looked at in no order costs a walk of the page tables with nearly
// every look, on top of the memory's own wait; in pages of 2 MiB it does not. What a table smaller
// than a few of those would win is little, and it would be given memory that it does not use.
// Measured with a million names: one of them is found in three quarters of the time.
// Threads: any.
#pragma once

#include <cstddef>
#include <vector>

namespace cutoffd::rules {

// Asks the kernel, which may as well not listen. `begin` need not be aligned; nothing is written.
void prefer_large_pages(void* begin, std::size_t size);

// As reserve(), before anything is put in.
template <typename T>
void make_room(std::vector<T>& table, std::size_t count) {
  table.reserve(count);
  prefer_large_pages(table.data(), table.capacity() * sizeof(T));
}

}  // namespace cutoffd::rules
