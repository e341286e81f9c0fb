# cmake --install: the binary, its data beside it (share/cutoffd, found relative to the binary, so the whole
# can be moved), the unit, the documentation, content for collectors, manual pages, completions.
include(GNUInstallDirs)
install(TARGETS cutoffd RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/config/ DESTINATION ${CMAKE_INSTALL_DATADIR}/cutoffd
  FILES_MATCHING PATTERN "*.yaml" PATTERN "*.json")
include(Units)
foreach(unit ${CUTOFFD_UNITS})
  install(FILES ${CMAKE_BINARY_DIR}/systemd/${unit} DESTINATION lib/systemd/system)
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/systemd/sysusers.conf DESTINATION lib/sysusers.d RENAME cutoffd.conf)
install(FILES ${CMAKE_SOURCE_DIR}/systemd/tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME cutoffd.conf)
install(FILES ${CMAKE_SOURCE_DIR}/systemd/collectors-only.conf ${CMAKE_SOURCE_DIR}/systemd/secrets.conf
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/packaging/siem DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md"
  PATTERN man EXCLUDE)
foreach(page cutoffd.8 cutoffd.yaml.5 cutoffd-alerts.7 cutoffd-watchlist.5)
  string(REGEX MATCH "[0-9]$" section ${page})
  install(FILES ${CMAKE_SOURCE_DIR}/docs/man/${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/packaging/completions/cutoffd.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME cutoffd)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/completions/_cutoffd
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
