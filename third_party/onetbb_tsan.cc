// What ThreadSanitizer has to be told about oneTBB; linked under --config=tsan only.
//
// Debian's libtbb.so is not instrumented, so the sanitizer does not see that a task happens after it was spawned, that
// a wait happens after the tasks waited for, and that a task's memory is recycled in order. Every parallel_for would be
// reported. Suppressing reports that mention TBB would hide the races in our own loop bodies as well. Instead this file
// puts itself in front of the library's entry points, passes every call on unchanged, and declares the three orders:
//
//   spawn(t)             happens before   t.execute(), on whichever thread
//   release of w         happens before   return from execute_and_wait(.., w) and wait(w)
//   deallocate(p)        happens before   the allocate() that hands out p again
//
// Memory of cache_aligned_allocator comes from the C library: libtbbmalloc hands one thread what another gave back,
// unseen, and every vector in it would race with the one before it. Such races are not reported, since the other's
// stack is long forgotten, but kept and searched: minutes in the place of seconds.
//
// Besides, the C library's functions are not watched while libtbb itself calls them (it moves and frees an arena's
// queue of tasks under orders of its own).  Nothing else is declared, so a race between two loop bodies is still found
// (tools/planted_bugs/tbb_loop.cc).
#include <dlfcn.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <sanitizer/tsan_interface.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>

namespace tbb::detail::r1 {
namespace {

// The library's own function of this (mangled) name.
template <typename Function>
Function* Next(const char* symbol) {
  void* address = dlsym(RTLD_NEXT, symbol);
  if (address == nullptr) {
    std::fprintf(stderr, "third_party/onetbb_tsan.cc: libtbb has no %s\n", symbol);
    std::abort();
  }
  return reinterpret_cast<Function*>(address);
}

// Stands in the queue for a spawned task. A task that throws is cancelled next, so the stand-in lives on until a call
// returns.
class SpawnedTask final : public d1::task {
 public:
  explicit SpawnedTask(d1::task& task) : task_(&task) { __tsan_release(this); }

  d1::task* execute(d1::execution_data& data) override {
    __tsan_acquire(this);
    d1::task* next = task_->execute(data);
    delete this;
    return next;
  }

  d1::task* cancel(d1::execution_data& data) override {
    __tsan_acquire(this);
    d1::task* next = task_->cancel(data);
    delete this;
    return next;
  }

 private:
  d1::task* task_;
};

// Tasks count a wait_context down in instrumented headers; adding zero to the same atomic acquires what they released,
// also when the wait ends by an exception from a task.
class AcquireAfter {
 public:
  explicit AcquireAfter(d1::wait_context& wait_context) : wait_context_(wait_context) {}
  AcquireAfter(const AcquireAfter&) = delete;
  AcquireAfter& operator=(const AcquireAfter&) = delete;
  ~AcquireAfter() { wait_context_.reserve(0); }

 private:
  d1::wait_context& wait_context_;
};

// A full arena runs the delegate of task_arena::execute on another thread.
class OrderedDelegate final : public d1::delegate_base {
 public:
  explicit OrderedDelegate(d1::delegate_base& delegate) : delegate_(delegate) {}
  bool operator()() const override {
    __tsan_acquire(const_cast<OrderedDelegate*>(this));
    const bool result = delegate_();
    __tsan_release(const_cast<OrderedDelegate*>(this));
    return result;
  }

 private:
  d1::delegate_base& delegate_;
};

}  // namespace

void spawn(d1::task& task, d1::task_group_context& context) {
  static auto* const next = Next<void(d1::task&, d1::task_group_context&)>(
      "_ZN3tbb6detail2r15spawnERNS0_2d14taskERNS2_18task_group_contextE");
  next(*new SpawnedTask(task), context);
}

void spawn(d1::task& task, d1::task_group_context& context, d1::slot_id slot) {
  static auto* const next = Next<void(d1::task&, d1::task_group_context&, d1::slot_id)>(
      "_ZN3tbb6detail2r15spawnERNS0_2d14taskERNS2_18task_group_contextEt");
  next(*new SpawnedTask(task), context, slot);
}

void execute_and_wait(d1::task& task, d1::task_group_context& task_context, d1::wait_context& wait_context,
                      d1::task_group_context& wait_group) {
  static auto* const next = Next<void(d1::task&, d1::task_group_context&, d1::wait_context&, d1::task_group_context&)>(
      "_ZN3tbb6detail2r116execute_and_waitERNS0_2d14taskERNS2_18task_group_contextERNS2_12wait_contextES6_");
  const AcquireAfter acquire(wait_context);
  next(task, task_context, wait_context, wait_group);
}

void wait(d1::wait_context& wait_context, d1::task_group_context& context) {
  static auto* const next = Next<void(d1::wait_context&, d1::task_group_context&)>(
      "_ZN3tbb6detail2r14waitERNS0_2d112wait_contextERNS2_18task_group_contextE");
  const AcquireAfter acquire(wait_context);
  next(wait_context, context);
}

void execute(d1::task_arena_base& arena, d1::delegate_base& delegate) {
  static auto* const next = Next<void(d1::task_arena_base&, d1::delegate_base&)>(
      "_ZN3tbb6detail2r17executeERNS0_2d115task_arena_baseERNS2_13delegate_baseE");
  OrderedDelegate ordered(delegate);
  __tsan_release(&ordered);
  next(arena, ordered);
  __tsan_acquire(&ordered);
}

void* allocate(d1::small_object_pool*& pool, std::size_t bytes, const d1::execution_data& data) {
  static auto* const next = Next<void*(d1::small_object_pool*&, std::size_t, const d1::execution_data&)>(
      "_ZN3tbb6detail2r18allocateERPNS0_2d117small_object_poolEmRKNS2_14execution_dataE");
  void* memory = next(pool, bytes, data);
  __tsan_acquire(memory);
  return memory;
}

void* allocate(d1::small_object_pool*& pool, std::size_t bytes) {
  static auto* const next =
      Next<void*(d1::small_object_pool*&, std::size_t)>("_ZN3tbb6detail2r18allocateERPNS0_2d117small_object_poolEm");
  void* memory = next(pool, bytes);
  __tsan_acquire(memory);
  return memory;
}

void deallocate(d1::small_object_pool& pool, void* memory, std::size_t bytes, const d1::execution_data& data) {
  static auto* const next = Next<void(d1::small_object_pool&, void*, std::size_t, const d1::execution_data&)>(
      "_ZN3tbb6detail2r110deallocateERNS0_2d117small_object_poolEPvmRKNS2_14execution_dataE");
  __tsan_release(memory);
  next(pool, memory, bytes, data);
}

void deallocate(d1::small_object_pool& pool, void* memory, std::size_t bytes) {
  static auto* const next = Next<void(d1::small_object_pool&, void*, std::size_t)>(
      "_ZN3tbb6detail2r110deallocateERNS0_2d117small_object_poolEPvm");
  __tsan_release(memory);
  next(pool, memory, bytes);
}

void* cache_aligned_allocate(std::size_t bytes) {
  constexpr std::size_t kLine = 128;  // the library's max_nfs_size
  if (void* memory = std::aligned_alloc(kLine, (bytes + kLine - 1) / kLine * kLine)) return memory;
  throw std::bad_alloc();
}

void cache_aligned_deallocate(void* memory) { std::free(memory); }

}  // namespace tbb::detail::r1

extern "C" const char* __tsan_default_suppressions() { return "called_from_lib:libtbb.so\n"; }
