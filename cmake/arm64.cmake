# Toolchain of preset "arm64": Debian's cross compiler, libraries of the sysroot that hardware/packaging/arm64-sysroot unpacks.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

set(SB_SYSROOT "${CMAKE_CURRENT_LIST_DIR}/../build/arm64-sysroot" CACHE PATH "Unpacked arm64 packages")
get_filename_component(SB_SYSROOT "${SB_SYSROOT}" ABSOLUTE)
if(NOT IS_DIRECTORY "${SB_SYSROOT}/usr")
  message(FATAL_ERROR "no arm64 libraries in ${SB_SYSROOT}: run hardware/packaging/arm64-sysroot build/arm64-sysroot")
endif()
set(CMAKE_SYSROOT "${SB_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER) # protoc runs here
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_DIR} "")
set(ENV{PKG_CONFIG_LIBDIR} "${SB_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${SB_SYSROOT}/usr/share/pkgconfig")
set(ENV{PKG_CONFIG_SYSROOT_DIR} "${SB_SYSROOT}")
set(Protobuf_PROTOC_EXECUTABLE /usr/bin/protoc CACHE FILEPATH "" FORCE)

# Nothing beyond ARMv8-A is asked for: a Pi 4 runs it as well as a Pi 5.
set(CMAKE_CROSSCOMPILING_EMULATOR "qemu-aarch64-static;-L;${SB_SYSROOT}")
