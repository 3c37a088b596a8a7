# The kernels, compiled once per instruction set. The only place with machine flags.
#
# The same bits everywhere need -ffp-contract=off: otherwise a * b + c is fused where the machine can and rounded twice
# where it cannot. -fno-math-errno and -fno-trapping-math change no result: they say that nobody reads errno or the
# exception flags. Flags that do change results (-ffast-math and its parts) must not appear anywhere, least of all at a
# link, where they turn off subnormal numbers for the whole process.

function(reparamx_add_isa_objects target)
  set(isas portable)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64|AMD64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
    list(APPEND isas avx2 avx512)
  endif()
  set(flags_portable "")
  if(REPARAMX_SANITIZE AND "avx2" IN_LIST isas AND EXISTS /proc/cpuinfo)
    # Instrumented code without vector instructions takes a quarter of an hour to compile, and kernels that this machine
    # cannot run take minutes. That all instruction sets give the same bits is for the other tests.
    file(STRINGS /proc/cpuinfo avx2 REGEX "avx2" LIMIT_COUNT 1)
    file(STRINGS /proc/cpuinfo avx512 REGEX "avx512vl" LIMIT_COUNT 1)
    if(avx2)
      set(flags_portable -march=x86-64-v3)
    endif()
    if(NOT avx512)
      list(REMOVE_ITEM isas avx512)
    endif()
  endif()
  if("avx2" IN_LIST isas AND NOT REPARAMX_SANITIZE)
    set(flags_portable -O1)  # a last resort here, and the longest to compile
  endif()
  set(flags_avx2 -march=x86-64-v3)
  set(flags_avx512 -march=x86-64-v4 -mprefer-vector-width=512)
  set(common -ffp-contract=off -fno-math-errno -fno-trapping-math -fno-exceptions -fno-rtti)
  if(REPARAMX_SANITIZE)
    list(APPEND common -O1)
  else()
    list(APPEND common -O3)
  endif()

  foreach(isa ${isas})
    string(TOUPPER ${isa} upper)
    # Three parts, so that a build on several cores need not wait for one file.
    foreach(part rows_f64 rows_f32 blocks)
      string(TOUPPER ${part} part_upper)
      set(object reparamx_${isa}_${part})
      add_library(${object} OBJECT "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../reparamx/vm/isa_${isa}.cpp")
      target_include_directories(${object} PRIVATE "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/..")
      target_compile_definitions(${object} PRIVATE REPARAMX_PART_${part_upper})
      target_compile_options(${object} PRIVATE ${common} ${flags_${isa}})
      # Link-time optimisation would mix code of different machines.
      set_target_properties(${object} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
      target_sources(${target} PRIVATE $<TARGET_OBJECTS:${object}>)
    endforeach()
    target_compile_definitions(${target} PRIVATE REPARAMX_HAVE_${upper})
  endforeach()
endfunction()
