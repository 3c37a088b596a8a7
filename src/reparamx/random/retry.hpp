// Further noise for a rejection sampler, from the bits of the noises that its first attempt was given:
//
//   state = Threefry(counter = (bits of a, bits of b, 0, 0)),  then xoshiro256++
//
// So a rejection sampler is a function of its few noises like any other one-liner. A lane's numbers depend on that
// lane's noises alone, and only the lanes of a mask advance: neither neighbours nor the vector's width show.
#pragma once

#include "gave_up.hpp"
#include "key.hpp"
#include "transforms.hpp"

namespace reparamx::random {

// V is a vector of doubles. Any noises will do, also equal ones of other sites: a generator is asked only where the
// attempt made of them was rejected.
template <class V>
class Retry {
public:
    REPARAMX_INLINE explicit Retry(V a, V b = V(0.0)) : generator_{{{bit_cast<W>(a), bit_cast<W>(b), W(0u), W(0u)}}} {
        // The last word differs from that of every key of key.hpp. No counter is known to lead to the dead state 0.
        constexpr uint64_t key[4] = {0, 0, 0, ~stream_version};
        threefry(generator_, key);
    }

    REPARAMX_INLINE V uniform(mask_of<V> lanes) { return unit(next(lanes)); }

    REPARAMX_INLINE V exponential(mask_of<V> lanes) { return minus_log_unit(next(lanes)); }

    REPARAMX_INLINE V normal(mask_of<V> lanes) {
        const V e = exponential(lanes);
        return on_circle<V>(next(lanes), sqrt(e + e)).x;
    }

private:
    using W = Bits<V>;
    REPARAMX_INLINE W next(mask_of<V> lanes) { return generator_[0].next(mask_of<W>{lanes.v}); }

    Xoshiro<W> generator_[1];
};

// Further attempts of the lanes `open`, whose first one was made of the noises a and b: attempt(more, open) tells which
// lanes it accepts.
template <class V, class Attempt>
REPARAMX_INLINE void retry(V a, V b, mask_of<V> open, Attempt attempt) {
    if (!any(open)) return;
    Retry<V> more(a, b);
    for (int k = 0; k < most_attempts && any(open); ++k) open = open & !attempt(more, open);
    if (any(open)) reparamx_gave_up = true;
}

}  // namespace reparamx::random
