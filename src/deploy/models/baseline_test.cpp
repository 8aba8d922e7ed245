// Baselines: CSV as people write it, and what is refused with its line.
#include "deploy/models/baseline.hpp"

#include <gmock/gmock.h>

#include "deploy/models/csv.hpp"
#include "deploy/models/test_folder.hpp"

namespace ontos {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SignatureField input(const std::string& name, ElementType type = ElementType::float32) {
    SignatureField field;
    field.name = name;
    field.type = type;
    return field;
}

class BaselineFile : public testing::Test {
protected:
    std::uint64_t rows(std::string_view csv) {
        return check_baseline(folder_.write("b.csv", csv), signature_);
    }
    std::string refused(std::string_view csv) {
        const auto failure = failure_of([&] { rows(csv); });
        EXPECT_EQ(failure.kind(), FailureKind::invalid);
        return failure.message();
    }
    TestFolder folder_;
    Signature signature_{.inputs = {input("age"), input("city", ElementType::string)},
                         .outputs = {}};
};

TEST_F(BaselineFile, tells_what_its_columns_hold) {
    const auto found = columns_found(folder_.write(
        "b.csv", "age,bit,member,city,mixed,empty\n1,0,True,Rome,1,\n2.5,1,1,,x,\nNA,1,no,7,2,\n"));
    std::vector<std::pair<std::string, ElementType>> columns;
    for (const auto& column : found) columns.emplace_back(column.name, column.type);
    EXPECT_THAT(columns, ElementsAre(std::pair{"age", ElementType::float64},
                                     std::pair{"bit", ElementType::float64},
                                     std::pair{"member", ElementType::string},
                                     std::pair{"city", ElementType::string},
                                     std::pair{"mixed", ElementType::string}));
    EXPECT_EQ(columns_found(folder_.write("c.csv", "member\nTrue\nfalse\n"))[0].type,
              ElementType::bool_);
}

TEST_F(BaselineFile, counts_its_rows) {
    EXPECT_EQ(rows("age,city\n1,Rome\n2,Oslo\n"), 2u);
    EXPECT_EQ(rows("age,city\r\n1,Rome\r\n2,Oslo"), 2u);
    EXPECT_EQ(rows("\xEF\xBB\xBF"
                   "age,city\n1,Rome\n\n"),
              1u);
    EXPECT_EQ(rows("city,label,age\n\"Rome, \"\"the\"\"\n city\",yes,-1.5e3\n,no,NaN\n"), 2u);
}

TEST_F(BaselineFile, must_name_the_inputs) {
    EXPECT_THAT(refused("aged,city\n1,Rome\n"), HasSubstr("`age` is missing (there is `aged`)"));
    EXPECT_THAT(refused("age,city,age\n1,Rome,2\n"), HasSubstr("`age` is there twice"));
    signature_.inputs[0].optional = true;
    EXPECT_EQ(rows("city\nRome\n"), 1u);
    signature_.inputs[1].shape = {-1, 30};
    EXPECT_EQ(rows("x\n1\n"), 1u);
}

TEST_F(BaselineFile, names_the_line_that_is_wrong) {
    EXPECT_THAT(refused("age,city\n1,Rome\n2\n"),
                HasSubstr("line 3 has 1 fields, the header has 2"));
    EXPECT_THAT(refused("age,city\n1,\"a\nb\"\nx,Rome\n"),
                HasSubstr("line 4, column `age`: expected a number, found `x`"));
    EXPECT_THAT(refused("age,city\n1,\"Rome\n"),
                HasSubstr("line 2 has a quote that is not closed"));
    EXPECT_THAT(refused("age,city\n1,Ro\"me\n"), HasSubstr("line 2 has a quote inside"));
    EXPECT_THAT(refused("age,city\n1,\"Ro\"me\n"), HasSubstr("line 2 has text behind"));
    EXPECT_THAT(refused("age,city\n1,\xff\n"), HasSubstr("line 2 is not UTF-8"));
    EXPECT_THAT(refused(std::string_view{"age,city\n1,a\0\n", 14}), HasSubstr("NUL"));
}

TEST_F(BaselineFile, must_hold_a_row) {
    EXPECT_THAT(refused(""), HasSubstr("empty"));
    EXPECT_THAT(refused("age,city\n"), HasSubstr("no row"));
}

TEST_F(BaselineFile, of_the_sample_fits_it) {
    const auto csv = sample_folder() / "baseline.csv";
    ASSERT_TRUE(std::filesystem::exists(csv)) << "the sample is part of the repository";
    signature_.inputs = {input("mean radius"), input("worst fractal dimension")};
    EXPECT_GT(check_baseline(csv, signature_), 300u);
}

TEST(CsvRecords, longer_than_the_limit_are_refused) {
    TestFolder folder;
    CsvReader reader{folder.write("a.csv", "a\n\"" + std::string(5 << 20, 'x') + "\"\n")};
    std::vector<std::string> fields;
    ASSERT_TRUE(reader.next(fields));
    EXPECT_THAT(fields, ElementsAre("a"));
    EXPECT_THAT(failure_of([&] { reader.next(fields); }).message(), HasSubstr("line 2 is longer"));
}

TEST(CsvRecords, keep_empty_fields_at_the_end) {
    TestFolder folder;
    CsvReader reader{folder.write("a.csv", "a,,\n\"\"\n,")};
    std::vector<std::string> fields;
    ASSERT_TRUE(reader.next(fields));
    EXPECT_THAT(fields, ElementsAre("a", "", ""));
    ASSERT_TRUE(reader.next(fields));
    EXPECT_THAT(fields, ElementsAre("", ""));
    EXPECT_FALSE(reader.next(fields));
}

}  // namespace
}  // namespace ontos
