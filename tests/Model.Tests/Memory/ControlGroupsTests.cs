using ActorLstm.Model.Memory;
using AwesomeAssertions;
using Xunit;

namespace ActorLstm.Model.Tests.Memory;

[Trait("Case", "F1")]
public sealed class ControlGroupsTests
{
    private const string FirstVersion = "34 30 0:31 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory";
    private const string OtherController = "31 30 0:28 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu";
    private const string SecondVersion = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate";

    [Fact]
    public void The_limits_of_a_group_of_version_1_and_of_those_above_it_count() =>
        Limits(["5:cpu:/", "4:memory:/service/run"], [OtherController, FirstVersion], new()
        {
            ["/sys/fs/cgroup/memory/service/run/memory.limit_in_bytes"] = "3000",
            ["/sys/fs/cgroup/memory/service/memory.limit_in_bytes"] = "2000",
            ["/sys/fs/cgroup/memory/memory.limit_in_bytes"] = "9223372036854771712",
            ["/sys/fs/cgroup/cpu/memory.limit_in_bytes"] = "1",
        }).Should().Equal(3000, 2000, 9223372036854771712);

    [Fact]
    public void The_limits_of_a_group_of_version_2_and_of_those_above_it_count() =>
        Limits(["0::/system.slice/actorlstm.service"], [SecondVersion], new()
        {
            ["/sys/fs/cgroup/system.slice/actorlstm.service/memory.max"] = "max",
            ["/sys/fs/cgroup/system.slice/memory.max"] = "1500000000",
        }).Should().Equal(1_500_000_000);

    [Fact]
    public void A_container_that_sees_its_own_group_as_the_root_is_limited_by_it() =>
        Limits(["4:memory:/docker/abc"], ["34 30 0:31 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory"], new()
        {
            ["/sys/fs/cgroup/memory/memory.limit_in_bytes"] = "512",
        }).Should().Equal(512);

    [Fact]
    public void A_system_without_groups_has_no_limits() => Limits(["", "garbage"], ["", "1 2 3"], []).Should().BeEmpty();

    [Fact]
    public void This_process_may_use_some_memory() => AvailableMemory.Read().Bytes.Should().BeGreaterThan(100_000_000);

    private static IEnumerable<long> Limits(string[] memberships, string[] mounts, Dictionary<string, string> files) =>
        ControlGroups.Limits(memberships, mounts, files.GetValueOrDefault).Select(limit => limit.Bytes);
}
