// The runs of words of evaluation texts.
#include "improve/curation/evaluation_texts.hpp"

#include <algorithm>
#include <utility>

#include "improve/curation/normal_text.hpp"

namespace ontos {
namespace {

/// A text as the hashes that stand for it.
std::vector<std::uint64_t> hashes_of(std::string_view normal, Compared compared) {
    const auto words = word_hashes(normal);
    const bool is_short = words.size() < EvaluationTexts::gram_words;
    if (words.empty()) return {};
    if (compared == Compared::whole || is_short) return gram_hashes(words, words.size());
    return gram_hashes(words, EvaluationTexts::gram_words);
}

constexpr std::size_t table_min = 1024;

}  // namespace

EvaluationTexts::EvaluationTexts(std::size_t max) : max_{max}, table_(table_min) {}

std::size_t EvaluationTexts::place_of(std::uint64_t hash) const {
    auto place = hash % table_.size();
    while (table_[place] != 0 && table_[place] != hash) place = (place + 1) % table_.size();
    return place;
}

bool EvaluationTexts::contains(std::uint64_t hash) const { return table_[place_of(hash)] == hash; }

void EvaluationTexts::insert(std::uint64_t hash) {
    if (contains(hash)) return;
    if (count_ >= max_) {
        is_complete_ = false;
        return;
    }
    if (2 * (count_ + 1) > table_.size()) {
        const auto before = std::exchange(table_, std::vector<std::uint64_t>(table_.size() * 2));
        for (const auto known : before)
            if (known != 0) table_[place_of(known)] = known;
    }
    table_[place_of(hash)] = hash;
    ++count_;
}

void EvaluationTexts::add(std::string_view normal, Compared compared) {
    for (const auto hash : hashes_of(normal, compared)) insert(std::max<std::uint64_t>(hash, 1));
}

bool EvaluationTexts::is_in(std::string_view normal, Compared compared) const {
    if (is_empty()) return false;
    return std::ranges::any_of(hashes_of(normal, compared), [&](std::uint64_t hash) {
        return contains(std::max<std::uint64_t>(hash, 1));
    });
}

}  // namespace ontos
