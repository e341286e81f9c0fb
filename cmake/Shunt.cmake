# The shunt (capture/source/shunt.bpf.c): compiled for the kernel's own machine by clang, and embedded in the program.
#
#   CUTOFFD_SHUNT  AUTO: where clang and libbpf are; ON: or else the build fails; OFF: small routers, which lack libbpf
set(CUTOFFD_SHUNT AUTO CACHE STRING "The kernel's shunt: ON, OFF or AUTO")
set(CUTOFFD_SHUNT_LIBRARIES "")
if(CUTOFFD_SHUNT STREQUAL "OFF")
  return()
endif()
find_program(CUTOFFD_BPF_CLANG NAMES clang clang-14 clang-15 clang-16 clang-17 clang-18 clang-19)
find_library(CUTOFFD_LIBBPF bpf)
find_path(CUTOFFD_LIBBPF_HEADERS bpf/libbpf.h)
if(NOT CUTOFFD_BPF_CLANG OR NOT CUTOFFD_LIBBPF OR NOT CUTOFFD_LIBBPF_HEADERS)
  if(CUTOFFD_SHUNT STREQUAL "ON")
    message(FATAL_ERROR "CUTOFFD_SHUNT=ON needs clang and libbpf (Debian: clang, libbpf-dev)")
  endif()
  message(STATUS "No shunt: clang or libbpf is missing")
  return()
endif()
set(bpf_machine bpfel)
if(CMAKE_CXX_BYTE_ORDER STREQUAL "BIG_ENDIAN")
  set(bpf_machine bpfeb)
endif()
set(bpf_object ${CMAKE_BINARY_DIR}/shunt.bpf.o)
# By a relative name, so that no path of the build machine is in it.
add_custom_command(OUTPUT ${bpf_object}
  COMMAND ${CUTOFFD_BPF_CLANG} -O2 -g -target ${bpf_machine} -mcpu=v2 -Wall -Wextra -Werror -I. -I${CUTOFFD_LIBBPF_HEADERS}
    -I/usr/include/${CMAKE_LIBRARY_ARCHITECTURE} -fdebug-compilation-dir=. -c capture/source/shunt.bpf.c -o ${bpf_object}
  DEPENDS ${CMAKE_SOURCE_DIR}/capture/source/shunt.bpf.c ${CMAKE_SOURCE_DIR}/capture/source/shunt_layout.h
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
set_source_files_properties(${CMAKE_SOURCE_DIR}/capture/source/shunt_program.cc PROPERTIES
  COMPILE_DEFINITIONS "CUTOFFD_SHUNT_OBJECT=\"${bpf_object}\"" OBJECT_DEPENDS ${bpf_object}
  SKIP_UNITY_BUILD_INCLUSION ON)
set(CUTOFFD_SHUNT_LIBRARIES ${CUTOFFD_LIBBPF})
