// How types travel: JSON, schema, one SQL value.
#include "platform/api/codec.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "platform/api/sample_service.hpp"

namespace ontos::api {
namespace {

using namespace std::chrono_literals;
using sample::Condition;
using sample::Job;
using sample::NewJob;

template <class T>
json::object schema_of() {
    json::object components;
    return Codec<T>::schema(components);
}

template <class T>
T through_sql(const T& value) {
    return Codec<T>::from_scalar(Codec<T>::to_scalar(value));
}

json::value parsed(std::string_view text) { return json::parse(text); }

TEST(Codec, an_object_comes_back_as_it_went) {
    auto job = sample::Jobs::sample_job(7);
    job.what.note = "näh";
    job.what.condition = Condition::default_;
    job.what.weights = {{"a", 1}};
    job.tags = {"x", "y"};
    const auto text = to_json(job);
    EXPECT_EQ(to_json(Codec<Job>::read(text)), text);
    EXPECT_EQ(text.at("what").at("condition"), "default");
    EXPECT_EQ(text.at("created_at"), "2023-11-14T22:13:20.123456Z");
    EXPECT_EQ(text.at("updated_at"), 1'700'000'000'999);
}

TEST(Codec, absent_members_keep_their_initial_values_and_null_is_nothing) {
    const auto job = Codec<NewJob>::read(parsed(R"({"model":"m","note":null})"));
    EXPECT_EQ(job.retries, 3);
    EXPECT_EQ(job.note, std::nullopt);
    EXPECT_EQ(job.condition, Condition::gt);
}

TEST(Codec, nothing_is_written_as_null_unless_the_field_omits_it) {
    const auto text = to_json(sample::Jobs::sample_job(1));
    EXPECT_TRUE(text.at("what").at("note").is_null());
    EXPECT_FALSE(text.as_object().contains("message"));
    EXPECT_EQ(text.at("tags"), json::array{});
}

TEST(Codec, numbers_that_json_cannot_say_are_null) {
    EXPECT_TRUE(to_json(std::numeric_limits<double>::quiet_NaN()).is_null());
    EXPECT_TRUE(to_json(-std::numeric_limits<double>::infinity()).is_null());
    EXPECT_EQ(to_json(0.1), json::value(0.1));
}

TEST(Codec, a_schema_says_type_meaning_default_and_rules) {
    json::object components;
    Codec<NewJob>::schema(components);
    const auto& job = components.at("NewJob").as_object();
    EXPECT_EQ(job.at("required"), parsed(R"(["model","stages"])"));
    const auto& properties = job.at("properties").as_object();
    EXPECT_EQ(properties.at("model"), parsed(R"({"type":"string","description":"Model to train.",
                         "pattern":"^[a-z][a-z0-9-]*$","examples":["resnet-50"]})"));
    EXPECT_EQ(properties.at("condition"), parsed(R"({"type":"string","enum":["gt","lt","default"],
                         "description":"When to stop.","default":"gt"})"));
    EXPECT_EQ(properties.at("note"),
              parsed(R"({"type":["string","null"],"description":"Free text.","maxLength":20})"));
    EXPECT_EQ(properties.at("retries"), parsed(R"({"type":"integer","format":"int32","description":
                         "How often to try again.","default":3,"minimum":0,"maximum":10})"));
    EXPECT_EQ(components.at("Stage").at("properties").at("minutes").at("minimum"), 0.5);
}

TEST(Codec, what_may_be_null_says_so) {
    EXPECT_EQ(schema_of<std::optional<Condition>>(),
              parsed(R"({"type":["string","null"],"enum":["gt","lt","default",null]})"));
    EXPECT_EQ(schema_of<std::optional<sample::Stage>>(),
              parsed(R"({"anyOf":[{"$ref":"#/components/schemas/Stage"},{"type":"null"}]})"));
    EXPECT_EQ(schema_of<std::optional<json::value>>(), json::object{});
    EXPECT_EQ(schema_of<Patch<std::optional<double>>>(), parsed(R"({"type":["number","null"]})"));
    EXPECT_EQ(schema_of<std::uint32_t>().at("minimum"), 0);
}

TEST(Codec, scalars_hold_every_type_for_the_database) {
    EXPECT_EQ(through_sql<std::int64_t>(1'700'000'000'123'456), 1'700'000'000'123'456);
    EXPECT_EQ(through_sql(0.1), 0.1);
    EXPECT_EQ(through_sql(true), true);
    EXPECT_EQ(std::get<std::int64_t>(Codec<bool>::to_scalar(true)), 1);
    EXPECT_EQ(through_sql(std::string{"a\0b", 3}), std::string("a\0b", 3));
    EXPECT_EQ(through_sql(Condition::default_), Condition::default_);
    const Timestamp time{1'700'000'000'123'456us};
    EXPECT_EQ(through_sql(time), time);
    EXPECT_EQ(std::get<std::int64_t>(Codec<Timestamp>::to_scalar(time)), 1'700'000'000'123'456);
    EXPECT_EQ(through_sql(EpochMs{time}).time, time);
    EXPECT_EQ(through_sql(std::optional<std::string>{}), std::nullopt);
    EXPECT_EQ(through_sql(std::vector<std::string>{"a", "b"}),
              (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(std::get<std::string>(Codec<std::vector<int>>::to_scalar({1, 2})), "[1,2]");
    EXPECT_EQ(to_json(through_sql(sample::Stage{"fit", 2})), to_json(sample::Stage{"fit", 2}));
}

TEST(Codec, a_scalar_of_the_wrong_kind_is_our_mistake) {
    EXPECT_EQ(integer_of(3.0), 3);
    EXPECT_EQ(number_of(std::int64_t{3}), 3.0);
    EXPECT_THROW(integer_of(3.5), std::logic_error);
    EXPECT_THROW(integer_of(std::string{"3"}), std::logic_error);
    EXPECT_THROW(text_of(std::int64_t{3}), std::logic_error);
    EXPECT_THROW(Codec<Condition>::from_scalar(std::string{"eq"}), std::logic_error);
}

TEST(Codec, a_patch_knows_absent_null_and_value) {
    const auto patch = Codec<sample::JobPatch>::read(parsed(R"({"note":null})"));
    EXPECT_TRUE(patch.note.is_sent());
    EXPECT_EQ(patch.note.or_else("was"), "");
    EXPECT_FALSE(patch.limit.is_sent());
    EXPECT_EQ(patch.limit.or_else(5), 5);
    const auto set = Codec<sample::JobPatch>::read(parsed(R"({"limit":9})"));
    EXPECT_EQ(set.limit.or_else(5), 9);
}

TEST(Codec, a_moment_may_be_text_or_milliseconds) {
    const Timestamp now{1'700'000'000s};
    EXPECT_EQ(Codec<Moment>::read(json::value("now-1h")).at(now), now - 1h);
    EXPECT_EQ(Codec<Moment>::read(json::value(1'600'000'000'000)).at(now),
              Timestamp{1'600'000'000s});
}

TEST(SchemaName, drops_namespaces_and_joins_arguments) {
    EXPECT_EQ(schema_name("ontos::Page<ontos::Model>"), "PageModel");
    EXPECT_EQ(schema_name("ontos::(anonymous namespace)::Row"), "Row");
    EXPECT_EQ(schema_name("(anonymous namespace)::Row"), "Row");
    EXPECT_EQ(schema_name("ontos::Pair<ontos::a::X, ontos::b::Y_2>"), "PairXY_2");
    EXPECT_EQ(schema_name("Plain"), "Plain");
}

TEST(NameOf, is_the_member_without_its_trailing_underscore) {
    struct Strange {
        int default_;
    };
    EXPECT_EQ((name_of<&Strange::default_>()), "default");
    EXPECT_EQ((name_of<&NewJob::not_before>()), "not_before");
    EXPECT_EQ((name_of<&sample::Jobs::list_jobs>()), "list_jobs");
    EXPECT_EQ((name_of<&sample::Jobs::show_job>()), "show_job");
}

}  // namespace
}  // namespace ontos::api
