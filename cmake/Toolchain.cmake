# Language, warnings, hardening and sanitizers: the same for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# ./run and ./test build with CMAKE_UNITY_BUILD=ON: the files of a room are compiled some at a time, in a third of the
# time (the standard library's templates once, not once a file). So names in anonymous namespaces are unique within
# a room. Off by default: who changes one file compiles one file.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)
if(CUTOFFD_SANITIZE)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 24)  # an eighth faster, with larger processes: who tests has the memory
endif()

add_library(cutoffd_flags INTERFACE)
target_include_directories(cutoffd_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(cutoffd_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  # gcc 12 sees an overlap in "text" + std::string where there is none (its bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # Reproducible: no path of the build machine in the binary.
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)

# What gcc concludes from the flow of values is unreliable in instrumented code (its manual says so of
# -fsanitize): these warnings are left to the builds without sanitizers.
if(NOT CUTOFFD_SANITIZE STREQUAL "" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(cutoffd_flags INTERFACE -Wno-maybe-uninitialized -Wno-stringop-overflow
    -Wno-stringop-overread -Wno-array-bounds -Wno-mismatched-new-delete)
endif()

if(CUTOFFD_SANITIZE STREQUAL "address")
  # Tests are not where attackers' octets are counted: without the checks of undefined behaviour in their own
  # code they compile in half the time.
  set(is_test $<STREQUAL:$<TARGET_PROPERTY:SOURCE_DIR>,${CMAKE_SOURCE_DIR}/tests>)
  target_compile_options(cutoffd_flags INTERFACE -fsanitize=address $<$<NOT:${is_test}>:-fsanitize=undefined>
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # Nor are the two rooms that take longest to compile: a quarter of that is for checks of each pointer, of which
  # the address sanitizer ends those to nothing itself. Fuzzing has them all.
  if(NOT CUTOFFD_FUZZ)
    set(is_slow $<IN_LIST:$<TARGET_PROPERTY:NAME>,cutoffd_config$<SEMICOLON>cutoffd_daemon>)
    target_compile_options(cutoffd_flags INTERFACE $<${is_slow}:-fno-sanitize=null,alignment,object-size,vptr>)
  endif()
  target_link_options(cutoffd_flags INTERFACE -fsanitize=address,undefined)
elseif(CUTOFFD_SANITIZE STREQUAL "thread")
  # GCC warns that TSan does not model atomic_thread_fence; Boost.Asio uses one, rightly.
  target_compile_options(cutoffd_flags INTERFACE -fsanitize=thread -Wno-tsan)
  target_link_options(cutoffd_flags INTERFACE -fsanitize=thread)
elseif(CUTOFFD_SANITIZE STREQUAL "")
  include(CheckPIESupported)
  check_pie_supported()
  target_compile_options(cutoffd_flags INTERFACE -fstack-protector-strong
    $<$<CONFIG:Release>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=3>
    $<$<CONFIG:Release>:-ftrivial-auto-var-init=zero>)
  target_link_options(cutoffd_flags INTERFACE -Wl,-z,relro,-z,now -pie)
else()
  message(FATAL_ERROR "CUTOFFD_SANITIZE is address, thread or empty, not '${CUTOFFD_SANITIZE}'")
endif()

# Every room counts its edges for libFuzzer; only the targets themselves (tests/fuzz) are linked with it.
if(CUTOFFD_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "CUTOFFD_FUZZ needs clang: -DCMAKE_CXX_COMPILER=clang++")
  endif()
  target_compile_options(cutoffd_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
