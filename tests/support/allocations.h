// Counts what the program takes from the heap: by operator new, by malloc, by any library.
//
// With a sanitizer its hook counts; otherwise the malloc defined here stands before glibc's. So
// this header is included by one file of a test program, never by two. Counts all threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace cutoffd::testing_support {
inline std::atomic<std::uint64_t> allocations_made{0};
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)

// Of the sanitizers' common interface; Debian's gcc comes without its header.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void*,
                                                                           std::size_t),
                                                         void (*on_free)(const volatile void*));

namespace cutoffd::testing_support {
inline const bool counting = __sanitizer_install_malloc_and_free_hooks(
                                 [](const volatile void*, std::size_t) { ++allocations_made; },
                                 [](const volatile void*) {}) != 0;
}

#else

// glibc's own, under the names that are left when malloc is replaced (its manual, "Replacing
// malloc").
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t items, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* malloc(std::size_t size) noexcept {
  ++cutoffd::testing_support::allocations_made;
  return __libc_malloc(size);
}
void* calloc(std::size_t items, std::size_t size) noexcept {
  ++cutoffd::testing_support::allocations_made;
  return __libc_calloc(items, size);
}
void* realloc(void* memory, std::size_t size) noexcept {
  ++cutoffd::testing_support::allocations_made;
  return __libc_realloc(memory, size);
}
}

namespace cutoffd::testing_support {
inline constexpr bool counting = true;
}

#endif
