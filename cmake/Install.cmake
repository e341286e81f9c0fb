# cmake --install: the binary, the data, the unit. Relocatable: nothing is found by an absolute path that
# was fixed at build time except the data directory's default (see daemon/CMakeLists.txt).
include(GNUInstallDirs)
install(TARGETS cutoffd RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
