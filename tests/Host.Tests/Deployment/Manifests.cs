using ActorLstm.Host.Tests.Support;
using k8s;
using k8s.Models;

namespace ActorLstm.Host.Tests.Deployment;

/// <summary>What a folder of <c>deploy/kubernetes</c> asks Kubernetes for.</summary>
internal sealed class Manifests
{
    private readonly List<object> objects;

    private Manifests(List<object> objects) => this.objects = objects;

    /// <summary>Puts a folder together as <c>kubectl apply -k</c> does. Whatever Kubernetes does not know is refused.</summary>
    public static async Task<Manifests> BuildAsync(string folder)
    {
        var built = await SystemProgram.RunAsync("kubectl", "kustomize", ProjectFolder.PathOf("deploy", "kubernetes", folder));
        built.MustBe(0);
        return new Manifests(KubernetesYaml.LoadAllFromString(built.Output, strict: true));
    }

    /// <summary>All of a kind.</summary>
    public IReadOnlyList<T> All<T>()
        where T : IKubernetesObject<V1ObjectMeta> => [.. objects.OfType<T>()];

    /// <summary>What pods are made from.</summary>
    public IReadOnlyList<V1PodTemplateSpec> Pods => [.. All<V1Deployment>().Select(deployment => deployment.Spec.Template), .. All<V1StatefulSet>().Select(set => set.Spec.Template)];

    /// <summary>The pods that labels choose.</summary>
    public IReadOnlyList<V1PodTemplateSpec> Chosen(IDictionary<string, string>? labels) =>
        labels is null ? [] : [.. Pods.Where(pod => labels.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value))];
}
