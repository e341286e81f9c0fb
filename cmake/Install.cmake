# cmake --install: the binary, its data beside it (share/cutoffd, found relative to the binary, so the whole
# can be moved), the operator's configuration, the units with their account, the documentation, content for collectors,
# manual pages, completions.
include(GNUInstallDirs)
install(TARGETS cutoffd RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/config/ DESTINATION ${CMAKE_INSTALL_DATADIR}/cutoffd
  FILES_MATCHING PATTERN "*.yaml" PATTERN "*.json")
# What belongs to the whole system is configured in /etc; what is installed elsewhere has an etc/ of its own, which
# the program looks into after /etc. The configuration is the operator's from then on: one that is there is left as it is.
install(CODE "
  set(etc \"\${CMAKE_INSTALL_PREFIX}/etc\")
  if(CMAKE_INSTALL_PREFIX STREQUAL \"/usr\")
    set(etc /etc)
  endif()
  if(NOT EXISTS \"\$ENV{DESTDIR}\${etc}/cutoffd/cutoffd.yaml\")
    file(INSTALL DESTINATION \"\${etc}/cutoffd\" TYPE FILE FILES \"${CMAKE_SOURCE_DIR}/config/cutoffd.yaml\")
  endif()
  foreach(folder conf.d watchlists determinations)
    file(MAKE_DIRECTORY \"\$ENV{DESTDIR}\${etc}/cutoffd/\${folder}\")
  endforeach()
")
# Units name the program by its whole path, which is known when it is installed.
include(Units)
cutoffd_units(${CMAKE_INSTALL_PREFIX} ${CMAKE_BINARY_DIR}/systemd)
install(CODE "
  set(CUTOFFD_ETHTOOL \"${CUTOFFD_ETHTOOL}\")
  set(CUTOFFD_IP \"${CUTOFFD_IP}\")
  include(\"${CMAKE_SOURCE_DIR}/cmake/Units.cmake\")
  cutoffd_units(\"\${CMAKE_INSTALL_PREFIX}\" \"${CMAKE_BINARY_DIR}/systemd/installed\")
  foreach(unit \${CUTOFFD_UNITS})
    file(INSTALL DESTINATION \"\${CMAKE_INSTALL_PREFIX}/lib/systemd/system\" TYPE FILE
      FILES \"${CMAKE_BINARY_DIR}/systemd/installed/\${unit}\")
  endforeach()
")
install(FILES ${CMAKE_SOURCE_DIR}/systemd/sysusers.conf DESTINATION lib/sysusers.d RENAME cutoffd.conf)
install(FILES ${CMAKE_SOURCE_DIR}/systemd/tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME cutoffd.conf)
install(FILES ${CMAKE_SOURCE_DIR}/systemd/collectors-only.conf ${CMAKE_SOURCE_DIR}/systemd/secrets.conf
  ${CMAKE_SOURCE_DIR}/systemd/shunt.conf ${CMAKE_SOURCE_DIR}/systemd/cpu-affinity.conf
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/packaging/siem DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${CMAKE_SOURCE_DIR}/packaging/openwrt/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/openwrt)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md"
  PATTERN man EXCLUDE)
# Documents link to each other as they lie in the source tree; installed they lie in one folder.
install(CODE "
  set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}\")
  file(GLOB documents \"\${folder}/*.md\" \"\${folder}/siem/*.md\" \"\${folder}/openwrt/*.md\")
  foreach(document IN LISTS documents)
    file(READ \"\${document}\" text)
    string(REPLACE \"](../../docs/\" \"](../\" text \"\${text}\")
    string(REPLACE \"](../packaging/\" \"](\" text \"\${text}\")
    string(REPLACE \"](packaging/\" \"](\" text \"\${text}\")
    string(REPLACE \"](docs/\" \"](\" text \"\${text}\")
    string(REPLACE \"](config/\" \"](../../cutoffd/\" text \"\${text}\")
    file(WRITE \"\${document}\" \"\${text}\")
  endforeach()
")
foreach(page cutoffd.8 cutoffd.yaml.5 cutoffd-alerts.7 cutoffd-watchlist.5)
  string(REGEX MATCH "[0-9]$" section ${page})
  install(FILES ${CMAKE_SOURCE_DIR}/docs/man/${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/packaging/completions/cutoffd.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME cutoffd)
install(FILES ${CMAKE_SOURCE_DIR}/packaging/completions/_cutoffd
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
