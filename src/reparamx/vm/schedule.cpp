// Dealing out the blocks of a run to threads. Threads live for one call: nothing is left behind that a fork could
// break, and no second pool runs beside that of the host.
#include "schedule.hpp"

#include <condition_variable>
#include <system_error>
#include <thread>

#include "float_environment.hpp"

#ifdef REPARAMX_OPENMP
#include <omp.h>
#include <unistd.h>
#endif

namespace reparamx::vm {
namespace {

// How often the calling thread asks whether to go on. An interrupt from the keyboard should be served within 0.1 s.
constexpr auto poll_interval = std::chrono::milliseconds(20);

}  // namespace

void Schedule::stop(std::exception_ptr exception) noexcept {
    const std::lock_guard lock(mutex_);
    if (exception && !exception_) exception_ = exception;
    context_.stop = true;
}

// Only on the calling thread.
void Schedule::poll() {
    if (!context_.options->interrupted) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - polled_ < poll_interval) return;
    polled_ = now;
    if (context_.options->interrupted()) {
        context_.interrupted = true;
        stop(nullptr);
    }
}

void Schedule::collect(Worker& worker, int64_t grain) {
    for (reduce::Subtree& node : worker.take_nodes()) {
        // Two siblings are joined outside the lock, by the one who comes second.
        for (;;) {
            reduce::Subtree sibling;
            {
                const std::lock_guard lock(mutex_);
                if (!tree.take_sibling(node, sibling)) {
                    tree.insert(std::move(node));
                    break;
                }
            }
            node = reduce::joined(std::move(node), std::move(sibling));
        }
    }
    const std::lock_guard lock(mutex_);
    if (worker.failure.sample >= failure.sample) return;
    failure = worker.failure;
    if (grain < failed_) failed_ = grain;
}

// Grains are taken in ascending order. After a failure those before it are finished, those after it are not begun.
void Schedule::work(Worker& worker, bool calling) noexcept {
    try {
        const FloatEnvironment environment;
        worker.begin(context_);
        took_part_.fetch_add(1, std::memory_order_relaxed);
        for (;;) {
            const int64_t grain = next_.fetch_add(1, std::memory_order_relaxed);
            const int64_t first = std::max(grain << blocks_.grain, blocks_.first);
            const int64_t last = std::min((grain + 1) << blocks_.grain, blocks_.last);
            if (first >= last || grain > failed_ || context_.stop) break;
            worker.run_blocks(first, last, blocks_.last - 1, blocks_.last_valid, [&] {
                if (calling) poll();
            });
            if (context_.stop) break;
            collect(worker, grain);
            if (worker.failure.happened()) break;
            if (calling) poll();
        }
        const std::lock_guard lock(mutex_);
        for (size_t i = 0; i < non_finite.size(); ++i) non_finite[i].merge(worker.non_finite[i]);
    } catch (...) {
        stop(std::current_exception());
    }
}

// A thread that cannot get memory for itself leaves the work to the others.
void Schedule::helper(const Isa* isa, const std::shared_ptr<Invariants>& invariants) noexcept {
    std::unique_ptr<Worker> worker;
    try {
        worker = std::make_unique<Worker>(program_.program(), program_.plan(), isa, invariants);
    } catch (...) {
        return;
    }
    work(*worker, false);
}

#ifdef REPARAMX_OPENMP

int Schedule::run(Worker& own, int threads) {
    // GCC's OpenMP hangs in a child that was forked after its threads were started: such a child works alone.
    static const pid_t first_user = getpid();
    if (threads <= 1 || getpid() != first_user) {
        work(own, true);
    } else {
#pragma omp parallel num_threads(threads)
        {
            if (omp_get_thread_num() == 0) {
                work(own, true);
            } else {
                helper(own.isa(), own.invariants());
            }
        }
    }
    if (exception_) std::rethrow_exception(exception_);
    return took_part_;
}

#else

int Schedule::run(Worker& own, int threads) {
    std::condition_variable finished;
    int running = 0;
    std::vector<std::thread> helpers;
    try {
        helpers.reserve(size_t(threads - 1));
        for (int i = 1; i < threads; ++i) {
            {
                const std::lock_guard lock(mutex_);
                ++running;
            }
            helpers.emplace_back([&] {
                helper(own.isa(), own.invariants());
                const std::lock_guard lock(mutex_);
                --running;
                finished.notify_one();
            });
        }
    } catch (...) {  // no more threads to be had: fewer do the work
        const std::lock_guard lock(mutex_);
        --running;
    }
    work(own, true);
    {
        std::unique_lock lock(mutex_);
        while (!finished.wait_for(lock, poll_interval, [&] { return running == 0; })) {
            lock.unlock();
            try {
                poll();
            } catch (...) {
                stop(std::current_exception());
            }
            lock.lock();
        }
    }
    for (std::thread& thread : helpers) thread.join();
    if (exception_) std::rethrow_exception(exception_);
    return took_part_;
}

#endif

}  // namespace reparamx::vm
