#pragma once
// How a review goes on: who did what, and whether reviewers agree.

#include "improve/review/review_queue.hpp"

namespace ontos {

struct ReviewerProgress {
    std::string reviewer;
    std::int64_t reserved = 0, submitted = 0, skipped = 0;

    static constexpr auto fields(auto...) {
        using T = ReviewerProgress;
        return std::array{api::field<&T::reviewer>("Who."),
                          api::field<&T::reserved>("Items that wait for them now."),
                          api::field<&T::submitted>("Items that they judged."),
                          api::field<&T::skipped>("Items that they skipped.")};
    }
};

struct ReviewProgress {
    std::string queue_id;
    std::int32_t overlap = 1;
    ReviewCounts counts;
    std::int64_t judgements_wanted = 0;
    std::optional<double> completed_share;
    std::vector<ReviewerProgress> by_reviewer;

    static constexpr auto fields(auto...) {
        using T = ReviewProgress;
        return api::joined(
            std::array{api::field<&T::queue_id>("The queue."),
                       api::field<&T::overlap>("How many reviewers judge each item.")},
            api::inlined<&T::counts>(),
            std::array{
                api::field<&T::judgements_wanted>("Items that were not withdrawn, times the "
                                                  "overlap."),
                api::field<&T::completed_share>("Completed of the items that were not withdrawn; "
                                                "null without any."),
                api::field<&T::by_reviewer>("By reviewer, most judgements first, at most 100.")});
    }
};
template <>
struct api::Codec<ReviewProgress> : api::InlinedCodec<ReviewProgress> {};

struct PairAgreement {
    std::string reviewer_a, reviewer_b;
    std::int64_t items = 0;
    std::optional<double> observed, kappa;
    std::optional<std::vector<double>> kappa_interval;

    static constexpr auto fields(auto...) {
        using T = PairAgreement;
        return std::array{
            api::field<&T::reviewer_a>("One."),
            api::field<&T::reviewer_b>("The other."),
            api::field<&T::items>("Items that both judged."),
            api::field<&T::observed>("Share of them of which they said the same."),
            api::field<&T::kappa>("Cohen's kappa; null where both always said the same one "
                                  "thing, which chance explains."),
            api::field<&T::kappa_interval>("[low, high] with 95 % confidence (Fleiss, Cohen and "
                                           "Everitt 1969: of many items; null below 10).")};
    }
};

struct ManyAgreement {
    std::int64_t items = 0, judgements_of_each = 0;
    std::optional<double> observed, kappa;
    std::optional<std::vector<double>> kappa_interval;

    static constexpr auto fields(auto...) {
        using T = ManyAgreement;
        return std::array{
            api::field<&T::items>("Items that as many judged as the overlap."),
            api::field<&T::judgements_of_each>("The overlap."),
            api::field<&T::observed>("Mean share of pairs of judgements that are the same."),
            api::field<&T::kappa>("Fleiss' kappa; null where chance explains everything."),
            api::field<&T::kappa_interval>("[low, high] with 95 % confidence, by leaving out one "
                                           "item after the other (jackknife); null below 10.")};
    }
};

struct NameAgreement {
    std::string name;
    std::vector<PairAgreement> pairs;
    std::optional<ManyAgreement> all;

    static constexpr auto fields(auto...) {
        using T = NameAgreement;
        return std::array{
            api::field<&T::name>("What was judged: review_status of rows, rating of feedback, or a "
                                 "score of the rubric. Texts are not compared."),
            api::field<&T::pairs>("By pair of reviewers, most items first, at most 100."),
            api::field<&T::all>("Of all together; null where fewer than 3 judge each item.")};
    }
};

struct ReviewAgreement {
    std::string queue_id;
    std::vector<NameAgreement> names;

    static constexpr auto fields(auto...) {
        return std::array{api::field<&ReviewAgreement::queue_id>("The queue."),
                          api::field<&ReviewAgreement::names>("By what was judged; empty until two "
                                                              "reviewers judged one item.")};
    }
};

}  // namespace ontos
