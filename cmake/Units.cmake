# cutoffd_units(PREFIX FOLDER): writes the units as they are for programs below PREFIX. Called when the build is
# configured, so that a test can hold them against systemd's own tools, and by cmake --install, whose prefix may be
# another.
#
# What both services have in common (systemd/running.in, systemd/sandbox.in) is written once.
set(CUTOFFD_UNIT_SOURCES ${CMAKE_CURRENT_LIST_DIR}/../systemd)
set(CUTOFFD_UNITS cutoffd.service cutoffd@.service cutoffd-nic@.service run-bpf-cutoffd.mount)
# Where Debian and its relatives have them. Never searched for: the machine that builds is not the one that runs.
if(NOT CUTOFFD_ETHTOOL)
  set(CUTOFFD_ETHTOOL /usr/sbin/ethtool)
endif()
if(NOT CUTOFFD_IP)
  set(CUTOFFD_IP /usr/sbin/ip)
endif()

function(cutoffd_units prefix folder)
  set(CUTOFFD_BIN ${prefix}/bin)
  set(CUTOFFD_DOC ${prefix}/share/doc/cutoffd)
  foreach(part running sandbox)
    string(TOUPPER CUTOFFD_${part} variable)
    file(READ ${CUTOFFD_UNIT_SOURCES}/${part}.in ${variable})
    string(STRIP "${${variable}}" ${variable})
    if(NOT CMAKE_SCRIPT_MODE_FILE)
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CUTOFFD_UNIT_SOURCES}/${part}.in)
    endif()
  endforeach()
  foreach(unit ${CUTOFFD_UNITS})
    configure_file(${CUTOFFD_UNIT_SOURCES}/${unit}.in ${folder}/${unit} @ONLY)
  endforeach()
endfunction()
