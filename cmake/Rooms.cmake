# cutoffd_room(FOLDER USES rooms… LIBRARIES targets…): one static library of all *.cc in the folder.
# "capture/track" becomes the target cutoffd_capture_track.
function(cutoffd_target_of room out)
  string(REPLACE "/" "_" name ${room})
  set(${out} cutoffd_${name} PARENT_SCOPE)
endfunction()

function(cutoffd_room room)
  cmake_parse_arguments(ROOM "" "" "USES;LIBRARIES" ${ARGN})
  cutoffd_target_of(${room} target)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${room}/*.cc)
  if(NOT sources)
    file(WRITE ${CMAKE_BINARY_DIR}/empty.cc "")
    set(sources ${CMAKE_BINARY_DIR}/empty.cc)
  endif()
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC cutoffd_flags)
  foreach(used IN LISTS ROOM_USES)
    cutoffd_target_of(${used} used_target)
    target_link_libraries(${target} PUBLIC ${used_target})
  endforeach()
  # A library enters through one door: the room that uses it links it for itself.
  target_link_libraries(${target} PRIVATE ${ROOM_LIBRARIES})
endfunction()
