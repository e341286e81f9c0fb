// Standard input written aside to a temporary file that vanishes with the process.
#pragma once

#include <memory>
#include <string>

namespace cutoffd {

class Spool {
 public:
  // Reads all of it. Nothing if the temporary directory is full or cannot be written; told.
  static std::unique_ptr<Spool> of_standard_input();
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // A path that opens the file while this lives.
  [[nodiscard]] std::string path() const;

 private:
  explicit Spool(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace cutoffd
