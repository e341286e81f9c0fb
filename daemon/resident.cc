#include "daemon/resident.h"

#include <cstddef>
#include <cstdint>

#include <elf.h>
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace cutoffd {
namespace {

constexpr int kTrimAbove = 64 << 10;  // octets free at the heap's end; glibc would wait for 128 KiB

// Code that was changed when it was loaded is no copy of its file (DT_TEXTREL, ELF gABI).
bool has_changed_code(const dl_phdr_info& object) {
  for (std::size_t i = 0; i < object.dlpi_phnum; ++i) {
    if (object.dlpi_phdr[i].p_type != PT_DYNAMIC) continue;
    const auto* entry =
        reinterpret_cast<const ElfW(Dyn)*>(object.dlpi_addr + object.dlpi_phdr[i].p_vaddr);
    for (; entry->d_tag != DT_NULL; ++entry) {
      if (entry->d_tag == DT_TEXTREL) return true;
      if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL) != 0) return true;
    }
  }
  return false;
}

// Whole pages of what nobody may write: private copies (relocated data, RELRO) are in segments that
// the loader could write.
int give_back_code(dl_phdr_info* object, std::size_t, void* page_size) {
  const std::uintptr_t page = *static_cast<const std::uintptr_t*>(page_size);
  if (has_changed_code(*object)) return 0;
  for (std::size_t i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t begin = (object->dlpi_addr + segment.p_vaddr + page - 1) & ~(page - 1);
    const std::uintptr_t end =
        (object->dlpi_addr + segment.p_vaddr + segment.p_filesz) & ~(page - 1);
    // A failure costs memory and nothing else.
    if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void share_one_heap() {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TRIM_THRESHOLD, kTrimAbove);
#endif
}

void give_back_pages() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  dl_iterate_phdr(give_back_code, &page);
}

}  // namespace cutoffd
