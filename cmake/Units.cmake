# The units, with the paths that they are installed for. Generated beside the build, so that a test can hold them
# against systemd's own tools before anything is installed.
#
# What both services have in common (systemd/running.in, systemd/sandbox.in) is written once.
foreach(part running sandbox)
  string(TOUPPER CUTOFFD_${part} variable)
  file(READ ${CMAKE_SOURCE_DIR}/systemd/${part}.in ${variable})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/systemd/${part}.in)
endforeach()
string(STRIP "${CUTOFFD_RUNNING}" CUTOFFD_RUNNING)
# Where Debian and its relatives have them. Never searched for: the machine that builds is not the one that runs.
set(CUTOFFD_ETHTOOL /usr/sbin/ethtool CACHE FILEPATH "ethtool, as the units call it")
set(CUTOFFD_IP /usr/sbin/ip CACHE FILEPATH "ip of iproute2, as the units call it")
set(CUTOFFD_UNITS cutoffd.service cutoffd@.service cutoffd-nic@.service)
foreach(unit ${CUTOFFD_UNITS})
  configure_file(${CMAKE_SOURCE_DIR}/systemd/${unit}.in ${CMAKE_BINARY_DIR}/systemd/${unit} @ONLY)
endforeach()
