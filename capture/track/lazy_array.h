// A fixed array of zeros whose pages cost nothing until they are written.
//
// For tables that are sized for a flood and mostly empty: the memory is reserved at construction,
// and becomes resident page by page. Holds only trivially copyable types, for which all bits zero
// is a sound value. Threads: one owner. Errors: std::bad_alloc, at construction only.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

namespace cutoffd::track {

template <typename T>
class LazyArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  explicit LazyArray(std::size_t size)
      : memory_(std::calloc(size + kCacheLine / sizeof(T) + 1, sizeof(T))), size_(size) {
    if (memory_ == nullptr) throw std::bad_alloc();
    // Entries that divide a cache line shall not straddle two.
    void* at = memory_.get();
    std::size_t room = (size + kCacheLine / sizeof(T) + 1) * sizeof(T);
    items_ = static_cast<T*>(std::align(kCacheLine, size * sizeof(T), at, room));
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  T& operator[](std::size_t i) { return items_[i]; }
  const T& operator[](std::size_t i) const { return items_[i]; }

 private:
  static constexpr std::size_t kCacheLine = 64;
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };
  std::unique_ptr<void, Free> memory_;
  T* items_ = nullptr;
  std::size_t size_;
};

}  // namespace cutoffd::track
