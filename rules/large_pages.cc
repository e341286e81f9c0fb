#include "rules/large_pages.h"

#include <cstdint>

#include <sys/mman.h>

namespace cutoffd::rules {
namespace {

constexpr std::uintptr_t kLargePage = std::uintptr_t{2} << 20;
constexpr std::size_t kWorthIt = 2 * kLargePage;

}  // namespace

void prefer_large_pages(void* begin, std::size_t size) {
  if (size < kWorthIt) return;
  const auto first = reinterpret_cast<std::uintptr_t>(begin);
  const std::uintptr_t aligned = (first + kLargePage - 1) & ~(kLargePage - 1);
  const std::uintptr_t end = (first + size) & ~(kLargePage - 1);
  if (aligned >= end) return;
  // Refused by kernels without them, and on machines whose pages have another size: no harm.
  static_cast<void>(madvise(reinterpret_cast<void*>(aligned), end - aligned, MADV_HUGEPAGE));
}

}  // namespace cutoffd::rules
